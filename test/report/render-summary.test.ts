import { describe, expect, it } from 'vitest'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import { metricsOf } from '../../src/report/study-lines.ts'
import type { CLIReporterOptions } from '../../src/report/cli-reporter.ts'
import { Columns } from '../../src/report/columns.ts'
import { palette } from '../../src/report/palette.ts'
import { renderSummary } from '../../src/report/render-summary.ts'
import { HandMadeStudy, START, mixedStudy } from './hand-made-study.ts'

function text(study: HandMadeStudy, width: number, options: CLIReporterOptions = {}): string {
  const reporter = new CLIReporter(options)
  const lines = renderSummary(study, {
    reporter,
    columns: new Columns(reporter, metricsOf(study)),
    now: START + 3_723_000,
    width,
    palette: palette(false),
  })
  return `\n${lines.join('\n')}\n`
}

describe('renderSummary', () => {
  it('tells how the study ended', () => {
    expect(text(mixedStudy(), Number.POSITIVE_INFINITY)).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 6/20 (1 RUNNING, 1 PAUSED, 1 PENDING, 2 TERMINATED, 1 ERROR)
      +----------------------+------------+------------+----------+----------------------+------------+------------+--------+------------------+
      | Trial name           | status     |         lr |   layer1 | act                  |   accuracy |       loss |   iter |   total time (s) |
      |----------------------+------------+------------+----------+----------------------+------------+------------+--------+------------------|
      | ...mnist_63ecc_00003 | RUNNING    | 1e-05      |       64 | ... of an activation |   0.5      |   2.32628  |      3 |             3.75 |
      | ...mnist_63ecc_00000 | TERMINATED | 0.00121197 |      128 | relu                 |   0.963333 |   0.120173 |     10 |            12.5  |
      | ...mnist_63ecc_00001 | TERMINATED | 0.0991242  |       32 | tanh                 |   0.971    |   0.0815   |     10 |            11.25 |
      | ...mnist_63ecc_00004 | PAUSED     | 0.01       |       64 | relu                 |            |            |        |                  |
      | ...mnist_63ecc_00005 | PENDING    | 0.02       |       32 | relu                 |            |            |        |                  |
      | ...mnist_63ecc_00002 | ERROR      | 0.5        |       64 | relu                 |   0.1      | nan        |      1 |             1    |
      +----------------------+------------+------------+----------+----------------------+------------+------------+--------+------------------+
      Number of errored trials: 1
      +-------------------------+--------------+-----------------------------------------------------------------+
      | Trial name              |   # failures | error file                                                      |
      |-------------------------+--------------+-----------------------------------------------------------------|
      | train_mnist_63ecc_00002 |            1 | /home/me/attune_results/mnist/train_mnist_63ecc_00002/error.txt |
      +-------------------------+--------------+-----------------------------------------------------------------+
      Best trial: 63ecc_00001 with loss=0.0815 and parameters={lr: 0.0991242, model/layer1: 32, act: tanh}
      Ended after 1hr 2min 3s
      "
    `)
  })

  it('lists the best compromises of several metrics instead of a best trial', () => {
    const study = mixedStudy()
    study.metric = undefined
    study.several = [
      { metric: 'accuracy', mode: 'max' },
      { metric: 'loss', mode: 'max' },
    ]
    const front = (options: CLIReporterOptions = {}): string =>
      text(study, Number.POSITIVE_INFINITY, options)
        .split('\n')
        .filter((line) => /Pareto|^  /.test(line))
        .join('\n')
    expect(front()).toMatchInlineSnapshot(`
      "Pareto front: 3 of 6 trials
        63ecc_00000 with accuracy=0.963333, loss=0.120173 and parameters={lr: 0.00121197, model/layer1: 128, act: relu}
        63ecc_00001 with accuracy=0.971, loss=0.0815 and parameters={lr: 0.0991242, model/layer1: 32, act: tanh}
        63ecc_00003 with accuracy=0.5, loss=2.32628 and parameters={lr: 1e-05, model/layer1: 64, act: a very long name of an activation}"
    `)
    expect(front({ maxProgressRows: 1 })).toContain('… and 2 more: results.getParetoFront()')
  })

  it('tells which trials failed, and which of them recovered', () => {
    const study = new HandMadeStudy()
    study.stopReason = 'time budget of 60 s reached'
    study.add({ status: 'ERROR', failures: 1 })
    study.add({ status: 'TERMINATED', failures: 2, result: { loss: 1 } })
    study.add({ status: 'TERMINATED', result: { loss: 2 } })
    study.add({ status: 'ERROR', failures: 3 })
    expect(text(study, 200, { maxErrorRows: 2 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 4/20 (2 TERMINATED, 2 ERROR)
      +----------------------+------------+--------+
      | Trial name           | status     |   loss |
      |----------------------+------------+--------|
      | ...mnist_63ecc_00001 | TERMINATED |      1 |
      | ...mnist_63ecc_00002 | TERMINATED |      2 |
      | ...mnist_63ecc_00000 | ERROR      |        |
      | ...mnist_63ecc_00003 | ERROR      |        |
      +----------------------+------------+--------+
      Number of errored trials: 3
      +--------------------------+--------------+-----------------------------------------------------------------+
      | Trial name               |   # failures | error file                                                      |
      |--------------------------+--------------+-----------------------------------------------------------------|
      | train_mnist_63ecc_00000  |            1 | /home/me/attune_results/mnist/train_mnist_63ecc_00000/error.txt |
      | train_mnist_63ecc_00001* |            2 | /home/me/attune_results/mnist/train_mnist_63ecc_00001/error.txt |
      +--------------------------+--------------+-----------------------------------------------------------------+
      ... 1 more failure not shown
      * The trial terminated successfully after retrying.
      Ended early after 1hr 2min 3s: time budget of 60 s reached
      "
    `)
    // Narrower, the folder is left out of the paths, then the names.
    expect(text(study, 79)).toContain(
      '| train_mnist_63ecc_00000  |            1 | train_mnist_63ecc_00000/error.txt |',
    )
    expect(text(study, 78)).toContain('\n|            1 | train_mnist_63ecc_00000/error.txt |')
  })

  it('shows the best where it cannot show all', () => {
    const study = new HandMadeStudy()
    for (const loss of [5, 1, 4, 2, 3]) study.add({ status: 'TERMINATED', result: { loss } })
    const ids = (rows: number): (string | undefined)[] =>
      Array.from(text(study, 80, { maxProgressRows: rows }).matchAll(/0000(\d) +\|/gu), (m) => m[1])
    expect(ids(5)).toEqual(['0', '1', '2', '3', '4'])
    expect(ids(3)).toEqual(['1', '3', '4'])
    expect(ids(Number.POSITIVE_INFINITY)).toEqual(['0', '1', '2', '3', '4'])
  })
})
