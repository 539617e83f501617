import { describe, expect, it } from 'vitest'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import { createReporter } from '../../src/report/create-reporter.ts'
import type { ReporterOptions } from '../../src/report/create-reporter.ts'
import { Drive, playAll } from './drive.ts'
import { FakePipe } from './fake-terminal.ts'
import { START } from './hand-made-study.ts'

function plain(options: Partial<ReporterOptions> = {}): { drive: Drive; pipe: FakePipe } {
  const pipe = new FakePipe()
  const clock = { ms: START }
  const now = (): number => clock.ms
  const reporter = createReporter({ verbose: 1, stream: pipe, env: {}, now, ...options })
  return { drive: new Drive(reporter, clock), pipe }
}

function played(options: Partial<ReporterOptions>): string {
  const { drive, pipe } = plain(options)
  playAll(drive)
  drive.reporter.close()
  return `\n${pipe.text}`
}

describe('plain lines', () => {
  it('tell what matters', () => {
    expect(played({ verbose: 1 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist: 4 trials
      Search: random
      Using ASHA: num_stopped=4
      Trial train_mnist_63ecc_00001 stopped after 1 iteration in 1.5s (rung 1: loss nan is worse than the cutoff 0.5): accuracy=0.1, loss=nan | lr=0.1, act=tanh
      Trial train_mnist_63ecc_00002 failed (failure 1) and will be retried: TypeError: CUDA out of memory (/home/me/attune_results/mnist/train_mnist_63ecc_00002/error.txt)
      Trial train_mnist_63ecc_00000 completed after 2 iterations in 3s: accuracy=0.9, loss=0.25 | lr=0.001, act=relu
      [00:00:06.00] Number of trials: 3/4 (1 RUNNING, 2 TERMINATED) | Logical resource usage: 1.0/2 CPUs, 0/0 GPUs | Current best trial: 63ecc_00000 with loss=0.25 and parameters={lr: 0.001, act: relu} | about 4s left
      Trial train_mnist_63ecc_00003 failed: TypeError: x is not a function (/home/me/attune_results/mnist/train_mnist_63ecc_00003/error.txt)
      Trial train_mnist_63ecc_00002 completed after 1 iteration in 1.5s: accuracy=0.7, loss=0.75 | lr=0.01, act=relu
      a message of
      somebody else
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 4/4 (3 TERMINATED, 1 ERROR)
      +----------------------+------------+-------+-------+------------+--------+--------+------------------+
      | Trial name           | status     |    lr | act   |   accuracy |   loss |   iter |   total time (s) |
      |----------------------+------------+-------+-------+------------+--------+--------+------------------|
      | ...mnist_63ecc_00000 | TERMINATED | 0.001 | relu  |        0.9 |   0.25 |      2 |              3   |
      | ...mnist_63ecc_00001 | TERMINATED | 0.1   | tanh  |        0.1 | nan    |      1 |              1.5 |
      | ...mnist_63ecc_00002 | TERMINATED | 0.01  | relu  |        0.7 |   0.75 |      1 |              1.5 |
      | ...mnist_63ecc_00003 | ERROR      | 0.05  | gelu  |            |        |        |                  |
      +----------------------+------------+-------+-------+------------+--------+--------+------------------+
      Stopped 1: rung 1 (1)
      Number of errored trials: 2
      +--------------------------+--------------+-----------------------------------------------------------------+
      | Trial name               |   # failures | error file                                                      |
      |--------------------------+--------------+-----------------------------------------------------------------|
      | train_mnist_63ecc_00002* |            1 | /home/me/attune_results/mnist/train_mnist_63ecc_00002/error.txt |
      | train_mnist_63ecc_00003  |            1 | /home/me/attune_results/mnist/train_mnist_63ecc_00003/error.txt |
      +--------------------------+--------------+-----------------------------------------------------------------+
      * The trial terminated successfully after retrying.
      Best trial: 63ecc_00000 with loss=0.25 and parameters={lr: 0.001, act: relu}
      Ended after 6s
      "
    `)
  })

  it('tell starts and checkpoints from 2 on', () => {
    expect(played({ verbose: 2 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist: 4 trials
      Search: random
      Using ASHA: num_stopped=4
      Trial train_mnist_63ecc_00000 started: lr=0.001, act=relu
      Trial train_mnist_63ecc_00001 started: lr=0.1, act=tanh
      Trial train_mnist_63ecc_00000 saved checkpoint_000000
      Trial train_mnist_63ecc_00001 stopped after 1 iteration in 1.5s (rung 1: loss nan is worse than the cutoff 0.5): accuracy=0.1, loss=nan | lr=0.1, act=tanh
      Trial train_mnist_63ecc_00002 started: lr=0.01, act=relu
      Trial train_mnist_63ecc_00002 failed (failure 1) and will be retried: TypeError: CUDA out of memory (/home/me/attune_results/mnist/train_mnist_63ecc_00002/error.txt)
      Trial train_mnist_63ecc_00002 goes back to iteration 0
      Trial train_mnist_63ecc_00002 started again (attempt 2): lr=0.01, act=relu
      Trial train_mnist_63ecc_00000 completed after 2 iterations in 3s: accuracy=0.9, loss=0.25 | lr=0.001, act=relu
      [00:00:06.00] Number of trials: 3/4 (1 RUNNING, 2 TERMINATED) | Logical resource usage: 1.0/2 CPUs, 0/0 GPUs | Current best trial: 63ecc_00000 with loss=0.25 and parameters={lr: 0.001, act: relu} | about 4s left
      Trial train_mnist_63ecc_00003 started: lr=0.05, act=gelu
      Trial train_mnist_63ecc_00003 failed: TypeError: x is not a function (/home/me/attune_results/mnist/train_mnist_63ecc_00003/error.txt)
      Trial train_mnist_63ecc_00002 completed after 1 iteration in 1.5s: accuracy=0.7, loss=0.75 | lr=0.01, act=relu
      a message of
      somebody else
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 4/4 (3 TERMINATED, 1 ERROR)
      +----------------------+------------+-------+-------+------------+--------+--------+------------------+
      | Trial name           | status     |    lr | act   |   accuracy |   loss |   iter |   total time (s) |
      |----------------------+------------+-------+-------+------------+--------+--------+------------------|
      | ...mnist_63ecc_00000 | TERMINATED | 0.001 | relu  |        0.9 |   0.25 |      2 |              3   |
      | ...mnist_63ecc_00001 | TERMINATED | 0.1   | tanh  |        0.1 | nan    |      1 |              1.5 |
      | ...mnist_63ecc_00002 | TERMINATED | 0.01  | relu  |        0.7 |   0.75 |      1 |              1.5 |
      | ...mnist_63ecc_00003 | ERROR      | 0.05  | gelu  |            |        |        |                  |
      +----------------------+------------+-------+-------+------------+--------+--------+------------------+
      Stopped 1: rung 1 (1)
      Number of errored trials: 2
      +--------------------------+--------------+-----------------------------------------------------------------+
      | Trial name               |   # failures | error file                                                      |
      |--------------------------+--------------+-----------------------------------------------------------------|
      | train_mnist_63ecc_00002* |            1 | /home/me/attune_results/mnist/train_mnist_63ecc_00002/error.txt |
      | train_mnist_63ecc_00003  |            1 | /home/me/attune_results/mnist/train_mnist_63ecc_00003/error.txt |
      +--------------------------+--------------+-----------------------------------------------------------------+
      * The trial terminated successfully after retrying.
      Best trial: 63ecc_00000 with loss=0.25 and parameters={lr: 0.001, act: relu}
      Ended after 6s
      "
    `)
  })

  it('tell every result at 3', () => {
    const more = played({ verbose: 3 }).split('\n')
    const less = new Set(played({ verbose: 2 }).split('\n'))
    expect(more.filter((line) => !less.has(line))).toMatchInlineSnapshot(`
      [
        "Trial train_mnist_63ecc_00000 iteration 1: accuracy=0.8, loss=0.5",
        "Trial train_mnist_63ecc_00001 iteration 1: accuracy=0.1, loss=nan",
        "Trial train_mnist_63ecc_00000 iteration 2: accuracy=0.9, loss=0.25",
        "Trial train_mnist_63ecc_00002 iteration 1: accuracy=0.7, loss=0.75",
      ]
    `)
  })

  it('have no colours unless these are forced', () => {
    expect(played({ verbose: 3, env: { TERM: 'xterm-256color' } })).not.toContain('\u001b')
    expect(played({ verbose: 3, env: { FORCE_COLOR: '1' } })).toContain('\u001b[31mTrial')
    expect(played({ verbose: 3, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).not.toContain('\u001b')
  })

  it('tell the status at most every few seconds, and only after something happened', () => {
    const { drive, pipe } = plain({ reporter: new CLIReporter({ maxReportFrequency: 10 }) })
    drive.open()
    const trial = drive.add()
    drive.start(trial)
    for (let second = 0; second < 35; second++) {
      drive.wait(1)
      drive.report(trial, { loss: 1 })
    }
    const clocks = pipe.lines
      .filter((line) => line.startsWith('['))
      .map((line) => line.slice(0, 13))
    expect(clocks).toEqual(['[00:00:10.00]', '[00:00:20.00]', '[00:00:30.00]'])
    drive.reporter.close()
  })

  it('say what a restored study has behind it', () => {
    const { drive, pipe } = plain()
    drive.study.add({ status: 'TERMINATED' })
    drive.study.add({ status: 'PENDING' })
    drive.open()
    expect(pipe.lines[0]).toBe(
      'Study mnist in /home/me/attune_results/mnist: 20 trials, 1 of them finished before',
    )
    drive.reporter.close()
  })

  it('go on with messages after the end, and stop when closed', () => {
    const { drive, pipe } = plain()
    drive.open()
    drive.end()
    drive.end()
    drive.reporter.note('resume it with Tuner.restore(…)\u001b[2J')
    drive.reporter.close()
    drive.reporter.close()
    drive.reporter.note('too late')
    expect(pipe.lines.at(-1)).toBe('resume it with Tuner.restore(…)\\x1b[2J')
    expect(pipe.lines.filter((line) => line.startsWith('Ended'))).toHaveLength(1)
  })

  it('are silent at verbosity 0', () => {
    expect(played({ verbose: 0 })).toBe('\n')
    expect(played({ verbose: 0, format: 'json' })).toBe('\n')
  })
})
