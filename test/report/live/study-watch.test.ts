import { describe, expect, it } from 'vitest'
import { CLIReporter } from '../../../src/report/cli-reporter.ts'
import { endingLines, failedLine, stoppedLine } from '../../../src/report/live/ending-lines.ts'
import { slotLines } from '../../../src/report/live/slots.ts'
import { bestChart, sparkLines } from '../../../src/report/live/spark-lines.ts'
import { StudyWatch } from '../../../src/report/live/study-watch.ts'
import { palette } from '../../../src/report/palette.ts'
import { HandMadeStudy, START, mixedStudy } from '../hand-made-study.ts'
import type { HandMadeTrial } from '../hand-made-study.ts'

const plain = { palette: palette(false), unicode: false }

function report(watch: StudyWatch, trial: HandMadeTrial, loss: number): void {
  trial.iteration += 1
  trial.lastResult = { loss }
  watch.reported(trial)
}

describe('StudyWatch', () => {
  it('follows the best value, whoever has it', () => {
    const study = new HandMadeStudy()
    const [a, b] = [study.add(), study.add()]
    const watch = new StudyWatch(study, new CLIReporter())
    expect(sparkLines(watch, { ...plain, width: 80 })).toEqual([])
    report(watch, a, Number.NaN)
    report(watch, a, 4)
    expect(sparkLines(watch, { ...plain, width: 80 })).toEqual(['Best loss: 4 (of 2 results)'])
    report(watch, b, 5)
    report(watch, b, 1)
    report(watch, a, 2)
    expect(watch.records).toEqual([
      {
        metric: 'loss',
        points: [
          { x: 2, y: 4 },
          { x: 4, y: 1 },
        ],
      },
    ])
    expect(sparkLines(watch, { ...plain, width: 50 })).toEqual([
      'Best loss: 4 #############_______ 1 (of 5 results)',
    ])
    expect(sparkLines(watch, { ...plain, width: 34 })).toEqual(['Best loss: 4 to 1 (of 5 results)'])
    expect(bestChart(watch, { ...plain, width: 30, height: 3 })).toEqual([
      'Best loss so far: 1, of 5 results',
      '4 ###########',
      '1 ###########_____',
    ])
  })

  it('looks for large values where they are good, and at each of several metrics', () => {
    const study = new HandMadeStudy()
    study.metric = undefined
    study.several = [
      { metric: 'loss', mode: 'min' },
      { metric: 'accuracy', mode: 'max' },
    ]
    const trial = study.add()
    const watch = new StudyWatch(study, new CLIReporter())
    for (const [loss, accuracy] of [
      [3, 0.5],
      [2, 0.4],
      [1, 0.7],
    ]) {
      trial.lastResult = { loss, accuracy }
      watch.reported(trial)
    }
    expect(watch.records.map(({ points }) => points.map(({ y }) => y))).toEqual([
      [3, 2, 1],
      [0.5, 0.7],
    ])
    const own = new StudyWatch(study, new CLIReporter({ metric: 'accuracy', mode: 'min' }))
    expect(own.records).toEqual([{ metric: 'accuracy', points: [{ x: 1, y: 0.7 }] }])
  })

  it('keeps the curve of a trial, and forgets what is done again', () => {
    const study = new HandMadeStudy()
    const trial = study.add()
    const watch = new StudyWatch(study, new CLIReporter())
    for (const loss of [5, 4, 3]) report(watch, trial, loss)
    trial.iteration = 1
    watch.rewound(trial, 1)
    report(watch, trial, 9)
    expect(watch.curveOf(trial)).toEqual([
      { x: 1, y: 5 },
      { x: 2, y: 9 },
    ])
    expect(watch.curveOf(study.add())).toEqual([])
  })

  it('knows what earlier sessions have done', () => {
    const study = mixedStudy()
    study.trials[0]!.reason = 'rung 4: loss is worse'
    study.trials[2]!.error = { name: 'ValueError', message: 'no' }
    const watch = new StudyWatch(study, new CLIReporter())
    expect(watch.stops.kinds).toEqual([['rung 4', 1]])
    expect(failedLine(watch, palette(false))).toBe(
      'Failed 1: ValueError (1), last 63ecc_00002: ValueError: no',
    )
    expect(watch.results).toBe(24)
    expect([...watch.running].map(({ number }) => number)).toEqual([3])
  })

  it('lets go of trials that do not run any more, told or not', () => {
    const study = new HandMadeStudy()
    const watch = new StudyWatch(study, new CLIReporter())
    const trials = [study.add(), study.add()]
    for (const trial of trials) {
      trial.status = 'RUNNING'
      watch.started(trial)
    }
    trials[0]!.status = 'PAUSED'
    expect([...watch.running]).toEqual([trials[1]])
    trials[0]!.status = 'RUNNING'
    watch.started(trials[0]!)
    expect([...watch.running]).toEqual([trials[1], trials[0]])
  })
})

describe('why trials have ended', () => {
  function watchOf(reasons: readonly string[]): StudyWatch {
    const study = new HandMadeStudy()
    for (const reason of reasons) study.add({ status: 'TERMINATED', reason })
    return new StudyWatch(study, new CLIReporter())
  }

  it('is one line, or a list where there is room', () => {
    const watch = watchOf(['rung 1: a', 'rung 4: b', 'rung 1: c\u001b[2J', 'by \u001b[31mhand'])
    expect(stoppedLine(watch.stops, '...')).toBe(
      'Stopped 4: rung 1 (2), rung 4 (1), by \\x1b[31mhand (1)',
    )
    const lines = (height: number): string[] =>
      endingLines(watch, { width: 40, height, palette: palette(false) })
    expect(lines(2)).toHaveLength(1)
    expect(lines(6)).toEqual([
      'Stopped 4',
      '  rung 1           2 stopped',
      '  rung 4           1 stopped',
      '  by \\x1b[31mhand  1 stopped',
      '  63ecc_00003: by \\x1b[31mhand',
      '  63ecc_00002: rung 1: c\\x1b[2J',
    ])
    expect(lines(4)[0]).toBe('Stopped 4 (1 more reason)')
    expect(endingLines(watchOf([]), { width: 40, height: 6, palette: palette(false) })).toEqual([])
  })

  it('says how much it leaves out, and what was tried again', () => {
    const watch = watchOf(Array.from({ length: 9 }, (_, i) => `reason ${i}: x`))
    expect(stoppedLine(watch.stops, '...')).toMatch(/ reason 5 \(1\), \.\.\. 3 more reasons$/u)
    watch.failed(new HandMadeStudy().add(), { name: 'E', message: 'm' }, true)
    expect(failedLine(watch, palette(false))).toBe('Failed and tried again: 1')
    watch.failed(new HandMadeStudy().add(), { name: 'E', message: 'one\ntwo' }, false)
    expect(failedLine(watch, palette(false))).toBe(
      'Failed 1: E (1), 1 tried again, last 63ecc_00000: E: one',
    )
  })
})

describe('slotLines', () => {
  function slots(count: number, width: number, height: number, maxIterations?: number): string[] {
    const study = new HandMadeStudy()
    for (let i = 0; i < count; i++) {
      study.add({ status: 'RUNNING', result: { loss: i / 4, training_iteration: i + 1 } })
    }
    const options = { metric: 'loss', maxIterations, now: START + 65_000, width, height, ...plain }
    return slotLines(study.trials, options)
  }

  it('says who runs, how far, how well and for how long', () => {
    expect(slots(3, 80, 3, 4)).toEqual([
      'Running: 00000 #... 1/4 loss=0    1min 5s  00001 ##.. 2/4 loss=0.25 1min 5s',
      '         00002 ###. 3/4 loss=0.5  1min 5s',
    ])
    expect(slots(1, 80, 3)).toEqual(['Running: 00000 iter 1 loss=0 1min 5s'])
    expect(slots(0, 80, 3)).toEqual([])
    expect(slots(3, 80, 0)).toEqual([])
  })

  it('counts those for whom there is no room', () => {
    expect(slots(1000, 80, 2, 10_000)).toEqual([
      'Running: 00000 .... 1/10000 loss=0    1min 5s',
      '         ... 999 more run',
    ])
    for (const count of [1, 2, 5, 30]) {
      for (const width of [20, 60, 100, 200]) {
        expect(slots(count, width, 2, 10).length).toBeLessThanOrEqual(2)
      }
    }
  })
})
