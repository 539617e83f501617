import { describe, expect, it } from 'vitest'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import { metricsOf } from '../../src/report/study-lines.ts'
import type { CLIReporterOptions } from '../../src/report/cli-reporter.ts'
import { Columns } from '../../src/report/columns.ts'
import { displayWidth } from '../../src/report/display-width.ts'
import { StudyWatch } from '../../src/report/live/study-watch.ts'
import { TrialBrowser } from '../../src/report/live/trial-browser.ts'
import { palette } from '../../src/report/palette.ts'
import { renderStatus } from '../../src/report/render-status.ts'
import { HandMadeStudy, START, mixedStudy } from './hand-made-study.ts'

interface Screen extends CLIReporterOptions {
  readonly width?: number
  readonly height?: number
  readonly styled?: boolean
}

function render(study: HandMadeStudy, screen: Screen = {}): string[] {
  const { width = 80, height = 24, styled = false, ...options } = screen
  const reporter = new CLIReporter(options)
  return renderStatus(study, {
    reporter,
    columns: new Columns(reporter, metricsOf(study)),
    progress: { fraction: 0.15, leftS: 170 },
    watch: new StudyWatch(study, reporter),
    browser: undefined,
    maxIterations: undefined,
    now: START + 30_000,
    width,
    height,
    palette: palette(styled),
    unicode: false,
  })
}

function text(study: HandMadeStudy, screen?: Screen): string {
  return `\n${render(study, screen).join('\n')}\n`
}

describe('renderStatus', () => {
  it('shows everything on a wide terminal', () => {
    expect(text(mixedStudy(), { width: 200 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 6/20 (1 RUNNING, 1 PAUSED, 1 PENDING, 2 TERMINATED, 1 ERROR)
      Resources: CPU ####.... 1/2
      Using ASHA: num_stopped=4
      Current best trial: 63ecc_00001 with loss=0.0815 and parameters={lr: 0.0991242, model/layer1: 32, act: tanh}
      Best loss: 0.120173 ###########################################_________________ 0.0815 (of 24 results)
      Running: 00003 iter 3 loss=2.32628 30s
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
      [######..................................] 15% | running for 30s | about 3min left
      "
    `)
  })

  it('uses ids and leaves columns out at 80 columns', () => {
    expect(text(mixedStudy(), { width: 80 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 6/20 (1 RUNNING, 1 PAUSED, 1 PENDING, 2 TERMINATED, 1 ERROR)
      Resources: CPU ####.... 1/2
      Using ASHA: num_stopped=4
      Current best trial: 63ecc_00001 with loss=0.0815 and parameters={lr: 0.099124...
      Best loss: 0.120173 ##########################___________ 0.0815 (of 24 results)
      Running: 00003 iter 3 loss=2.32628 30s
      +-------------+------------+------------+----------+------------+
      | Trial id    | status     |         lr |   layer1 |       loss |
      |-------------+------------+------------+----------+------------|
      | 63ecc_00003 | RUNNING    | 1e-05      |       64 |   2.32628  |
      | 63ecc_00000 | TERMINATED | 0.00121197 |      128 |   0.120173 |
      | 63ecc_00001 | TERMINATED | 0.0991242  |       32 |   0.0815   |
      | 63ecc_00004 | PAUSED     | 0.01       |       64 |            |
      | 63ecc_00005 | PENDING    | 0.02       |       32 |            |
      | 63ecc_00002 | ERROR      | 0.5        |       64 | nan        |
      +-------------+------------+------------+----------+------------+
      ... 4 columns not shown: act, accuracy, iter, total time (s)
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
  })

  it('keeps the metric at 40 columns', () => {
    expect(text(mixedStudy(), { width: 40 })).toMatchInlineSnapshot(`
      "
      Study mnist in ...e/attune_results/mnist
      Number of trials: 6/20 (1 RUNNING, 1 ...
      Resources: CPU ####.... 1/2
      Using ASHA: num_stopped=4
      Current best trial: 63ecc_00001 with ...
      Best loss: 0.120173 to 0.0815 (of 24 ...
      Running: 00003 iter 3 loss=2.32628 30s
      +-------------+----------+------------+
      | Trial id    | status   |       loss |
      |-------------+----------+------------|
      | 63ecc_00003 | RUN      |   2.32628  |
      | 63ecc_00000 | TERM     |   0.120173 |
      | 63ecc_00001 | TERM     |   0.0815   |
      | 63ecc_00004 | PAUSE    |            |
      | 63ecc_00005 | PEND     |            |
      | 63ecc_00002 | ERROR    | nan        |
      +-------------+----------+------------+
      ... 6 columns not shown: lr, layer1, ...
      15% | running for 30s | about 3min left
      "
    `)
  })

  it('is cut, not wrapped, at 20 columns', () => {
    expect(text(mixedStudy(), { width: 20 })).toMatchInlineSnapshot(`
      "
      Study mnist in ...st
      Number of trials:...
      Resources: CPU ##...
      Using ASHA: num_s...
      Current best tria...
      Best loss: 0.1201...
      Running: 00003 it...
      +-------------+--...
      | Trial id    | s...
      |-------------+--...
      | 63ecc_00003 | R...
      | 63ecc_00000 | T...
      | 63ecc_00001 | T...
      | 63ecc_00004 | P...
      | 63ecc_00005 | P...
      | 63ecc_00002 | E...
      +-------------+--...
      ... 6 columns not...
      15% | running for...
      "
    `)
  })

  it('shows what matters most on a very low terminal', () => {
    expect(text(mixedStudy(), { height: 11 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 6/20 (1 RUNNING, 1 PAUSED, 1 PENDING, 2 TERMINATED, 1 ERROR)
      Resources: CPU ####.... 1/2
      Using ASHA: num_stopped=4
      Current best trial: 63ecc_00001 with loss=0.0815 and parameters={lr: 0.099124...
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
    expect(text(mixedStudy(), { height: 9 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 6/20 (1 RUNNING, 1 PAUSED, 1 PENDING, 2 TERMINATED, 1 ERROR)
      Resources: CPU ####.... 1/2
      Using ASHA: num_stopped=4
      Current best trial: 63ecc_00001 with loss=0.0815 and parameters={lr: 0.099124...
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
    expect(text(mixedStudy(), { height: 3 })).toMatchInlineSnapshot(`
      "
      Number of trials: 6/20 (1 RUNNING, 1 PAUSED, 1 PENDING, 2 TERMINATED, 1 ERROR)
      Current best trial: 63ecc_00001 with loss=0.0815 and parameters={lr: 0.099124...
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
    expect(text(mixedStudy(), { height: 1 })).toMatchInlineSnapshot(`
      "
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
  })

  it('shows some of a thousand trials', () => {
    const study = new HandMadeStudy()
    study.total = 1000
    for (let i = 0; i < 1000; i++) {
      const status = i < 940 ? 'TERMINATED' : i < 944 ? 'RUNNING' : 'PENDING'
      const result = { loss: 1 + Math.abs(i - 417) / 1000, training_iteration: 5 }
      const trial = study.add({
        status,
        params: { lr: i / 1000 },
        ...(status === 'PENDING' ? {} : { result }),
      })
      if (i === 417) study.best = trial
    }
    expect(text(study, { maxProgressRows: 10 })).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 1000/1000 (4 RUNNING, 56 PENDING, 940 TERMINATED)
      Resources: CPU ######## 4/2
      Using ASHA: num_stopped=4
      Current best trial: 63ecc_00417 with loss=1 and parameters={lr: 0.417}
      Best loss: 1.417 ##**+++===--,,,..._________________________ 1 (of 4720 results)
      Running: 00940 iter 5 loss=1.523 30s  00941 iter 5 loss=1.524 30s
               00942 iter 5 loss=1.525 30s  00943 iter 5 loss=1.526 30s
      +----------------------+------------+-------+--------+--------+
      | Trial name           | status     |    lr |   loss |   iter |
      |----------------------+------------+-------+--------+--------|
      | ...mnist_63ecc_00940 | RUNNING    | 0.94  |  1.523 |      5 |
      | ...mnist_63ecc_00941 | RUNNING    | 0.941 |  1.524 |      5 |
      | ...mnist_63ecc_00942 | RUNNING    | 0.942 |  1.525 |      5 |
      | ...mnist_63ecc_00943 | RUNNING    | 0.943 |  1.526 |      5 |
      | ...mnist_63ecc_00417 | TERMINATED | 0.417 |  1     |      5 |
      | ...mnist_63ecc_00938 | TERMINATED | 0.938 |  1.521 |      5 |
      | ...mnist_63ecc_00939 | TERMINATED | 0.939 |  1.522 |      5 |
      | ...mnist_63ecc_00944 | PENDING    | 0.944 |        |        |
      | ...mnist_63ecc_00945 | PENDING    | 0.945 |        |        |
      | ...mnist_63ecc_00946 | PENDING    | 0.946 |        |        |
      +----------------------+------------+-------+--------+--------+
      ... 990 more trials not shown (937 TERMINATED, 53 PENDING)
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
  })

  it('orders each status by the metric when asked to', () => {
    const study = mixedStudy()
    const names = render(study, { sortByMetric: true, width: 100 })
      .filter((line) => line.includes('| TERMINATED |'))
      .map((line) => line.slice(0, 30))
    expect(names).toEqual(['| 63ecc_00001 | TERMINATED | 0', '| 63ecc_00000 | TERMINATED | 0'])
  })

  it('judges by a metric of its own when asked to', () => {
    const study = mixedStudy()
    const own = render(study, { metric: 'training_iteration', mode: 'min', width: 100 })
    expect(own[4]).toBe(
      'Current best trial: 63ecc_00002 with training_iteration=1 and parameters={lr: 0.5, model/layer1: ...',
    )
    const [, , , , sameMetric] = render(study, { mode: 'max', width: 100 })
    expect(sameMetric).toContain('63ecc_00003 with loss=2.32628')
  })

  it('does without a metric, results and trials', () => {
    const study = new HandMadeStudy()
    study.metric = undefined
    study.schedulerLine = ''
    expect(text(study)).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 0/20
      Resources: CPU ........ 0/2
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
    study.add({ status: 'RUNNING', params: { lr: 0.1 } })
    study.total = Number.POSITIVE_INFINITY
    expect(text(study)).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 1 (1 RUNNING)
      Resources: CPU ####.... 1/2
      Running: 00000 iter 0 30s
      +----------------------+----------+------+
      | Trial name           | status   |   lr |
      |----------------------+----------+------|
      | ...mnist_63ecc_00000 | RUNNING  |  0.1 |
      +----------------------+----------+------+
      [####.........................] 15% | running for 30s | about 3min left
      "
    `)
  })

  it('keeps its shape beside names in any script, and shows what could break it', () => {
    const study = new HandMadeStudy()
    study.name = '学習率の調整 🚀'
    study.dir = '/home/me/attune_results/学習率の調整'
    study.schedulerLine = 'Using \u001b[2Jsomething\nelse'
    study.best = study.add({
      name: '訓練モデル',
      status: 'RUNNING',
      params: { 活性化: 'ゲル', note: 'line one\nline two', emoji: '👨‍👩‍👧‍👦' },
      result: { loss: 0.5, training_iteration: 1 },
    })
    study.add({
      name: 'cafe\u0301',
      params: { 活性化: 'x'.repeat(30), note: '\u001b[31m', emoji: '🇩🇪' },
    })
    const lines = render(study, { width: 100 })
    expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
      "
      Study 学習率の調整 🚀 in /home/me/attune_results/学習率の調整
      Number of trials: 2/20 (1 RUNNING, 1 PENDING)
      Resources: CPU ####.... 1/2
      Using \\x1b[2Jsomething\\nelse
      Current best trial: 63ecc_00000 with loss=0.5 and parameters={活性化: ゲル, note: line one\\nline ...
      Best loss: 0.5 (of 1 result)
      Running: 00000 iter 1 loss=0.5 30s
      +-------------+----------+----------------------+--------------------+---------+--------+--------+
      | Trial id    | status   | 活性化               | note               | emoji   |   loss |   iter |
      |-------------+----------+----------------------+--------------------+---------+--------+--------|
      | 63ecc_00000 | RUNNING  | ゲル                 | line one\\nline two | 👨‍👩‍👧‍👦      |    0.5 |      1 |
      | 63ecc_00001 | PENDING  | ...xxxxxxxxxxxxxxxxx | \\x1b[31m           | 🇩🇪      |        |        |
      +-------------+----------+----------------------+--------------------+---------+--------+--------+
      [######..................................] 15% | running for 30s | about 3min left
      "
    `)
    const table = lines.filter((line) => /^[+|]/u.test(line))
    expect(new Set(table.map(displayWidth))).toHaveProperty('size', 1)
  })

  it.each([20, 33, 40, 57, 80, 100, 200])('never exceeds a screen of %i columns', (width) => {
    for (let height = 1; height <= 30; height++) {
      const lines = render(mixedStudy(), { width, height, styled: true })
      expect(lines.length).toBeLessThanOrEqual(height)
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    }
  })

  it('emphasises the best trial and the failed one', () => {
    const lines = render(mixedStudy(), { styled: true, width: 100 })
    const styleOf = (id: string): string | undefined =>
      lines.find((line) => line.includes(`| ${id}`))?.split('|')[0]
    expect(styleOf('63ecc_00001')).toBe('\u001b[1m\u001b[32m')
    expect(styleOf('63ecc_00002')).toBe('\u001b[31m')
    expect(styleOf('63ecc_00005')).toBe('\u001b[2m')
    expect(styleOf('63ecc_00000')).toBe('')
  })

  it('says where trials run while they do', () => {
    const study = new HandMadeStudy()
    study.add({ status: 'RUNNING', pid: 4711, result: { loss: 1, node_ip: '10.0.0.7' } })
    study.add({ status: 'RUNNING', pid: 4712, result: { loss: 1, node_ip: '127.0.0.1' } })
    study.add({ status: 'RUNNING', pid: process.pid, result: { loss: 1 } })
    study.add({ status: 'TERMINATED', pid: 4713, result: { loss: 1 } })
    const rows = render(study, { width: 100 })
      .filter((line) => line.startsWith('| '))
      .slice(1)
    expect(rows.map((row) => row.split('|')[3]?.trim())).toEqual(['10.0.0.7:4711', '4712', '', ''])
  })

  it('names GPUs, custom resources and the reason for an early end', () => {
    const study = mixedStudy()
    study.capacity = { cpu: 8, gpu: 2, custom: { license: 4 } }
    study.gpuInUse = 0.5
    study.stopReason = 'interrupted by SIGINT'
    const lines = render(study)
    expect(lines[2]).toBe('Resources: CPU #....... 1/8   GPU ##...... 0.5/2   license ........ 0/4')
    expect(lines.at(-1)).toContain('| ending: interrupted by SIGINT')
  })

  it('looks at few of ten thousand trials', () => {
    const study = new HandMadeStudy()
    for (let i = 0; i < 10_000; i++) {
      study.add({
        status: i < 9_990 ? 'TERMINATED' : 'RUNNING',
        params: { lr: i },
        result: { loss: (i * 7919) % 10_007, training_iteration: 1 },
        reason: `rung ${i % 9}: worse`,
      })
    }
    const reporter = new CLIReporter()
    const columns = new Columns(reporter, ['loss'])
    const watch = new StudyWatch(study, reporter)
    const controls = (): undefined => undefined
    const browser = new TrialBrowser({ study, columns, controls, interrupt: () => {} })
    let looks = 0
    for (const trial of study.trials) {
      const { lastResult } = trial
      Object.defineProperty(trial, 'lastResult', {
        get: () => {
          looks += 1
          return lastResult
        },
      })
    }
    const frame = (): number => {
      const before = looks
      renderStatus(study, {
        reporter,
        columns,
        watch,
        browser,
        maxIterations: 9,
        progress: { fraction: 0.5, leftS: 1 },
        now: START,
        width: 200,
        height: 50,
        palette: palette(true),
        unicode: true,
      })
      return looks - before
    }
    expect(frame()).toBeLessThan(1000)
    browser.press(['s', 's'])
    // All of them once, when what to sort by is chosen.
    expect(frame()).toBeGreaterThan(10_000)
    browser.press(['end'])
    expect(frame()).toBeLessThan(1000)
    browser.moved(study.trials[17]!)
    expect(frame()).toBeLessThan(1000)
  })

  it('has colours that are readable on a light and on a dark background', () => {
    const study = mixedStudy()
    study.trials[0]!.reason = 'rung 4: worse'
    study.trials[2]!.error = { name: 'Error', message: 'no' }
    const allowed = ['1', '2', '22', '31', '32', '35', '39', '7', '27']
    for (const width of [80, 200]) {
      const text = render(study, { width, height: 50, styled: true }).join('')
      const codes = text.matchAll(/\p{Cc}\[(\d+)m/gu)
      for (const [, code] of codes) expect(allowed).toContain(code)
    }
  })
})
