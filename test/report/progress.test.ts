import { describe, expect, it } from 'vitest'
import { ProgressTracker } from '../../src/report/progress.ts'
import type { ProgressOptions } from '../../src/report/progress.ts'
import { progressLine } from '../../src/report/progress-line.ts'
import { HandMadeStudy, START } from './hand-made-study.ts'
import type { HandMadeTrial } from './hand-made-study.ts'

const NOTHING = { timeBudgetS: undefined, maxIterations: undefined }

function begin(
  study: HandMadeStudy,
  options: Partial<ProgressOptions> = {},
): {
  tracker: ProgressTracker
  report: (trial: HandMadeTrial, iteration: number, second: number) => void
  complete: (trial: HandMadeTrial, second: number) => void
  at: (second: number) => { fraction: number | undefined; leftS: number | undefined }
} {
  const tracker = new ProgressTracker({ ...NOTHING, ...options })
  tracker.start(study, START)
  return {
    tracker,
    report: (trial, iteration, second) => {
      trial.status = 'RUNNING'
      trial.iteration = iteration
      tracker.moved(trial, START + second * 1000)
    },
    complete: (trial, second) => {
      trial.status = 'TERMINATED'
      tracker.completed(trial, START + second * 1000)
    },
    at: (second) => tracker.at(study, START + second * 1000),
  }
}

describe('ProgressTracker', () => {
  it('says nothing of the time left before there is something to judge by', () => {
    const study = new HandMadeStudy()
    const { report, at } = begin(study)
    expect(at(5)).toEqual({ fraction: 0, leftS: undefined })
    report(study.add(), 3, 6)
    expect(at(6)).toEqual({ fraction: 0, leftS: undefined })
  })

  it('goes by the pace so far, counting parts of trials', () => {
    const study = new HandMadeStudy()
    study.total = 4
    const [a, b] = [study.add(), study.add()]
    const { report, complete, at } = begin(study)
    report(a, 10, 10)
    report(b, 5, 10)
    complete(a, 10)
    // 1.5 of 4 trials in 10 s.
    expect(at(10).fraction).toBe(0.375)
    expect(at(10).leftS).toBeCloseTo((10 * 2.5) / 1.5)
  })

  it('counts down between events, and grows when the next one is overdue', () => {
    const study = new HandMadeStudy()
    study.total = 2
    const a = study.add()
    const { report, complete, at } = begin(study)
    report(a, 10, 10)
    complete(a, 10)
    expect(at(10).leftS).toBeCloseTo(10)
    expect(at(14).leftS).toBeCloseTo(6)
    expect(at(15).leftS).toBeCloseTo(5)
    expect(at(16).leftS).toBeCloseTo(6)
    expect(at(30).leftS).toBeCloseTo(20)
  })

  it('does not take what was done in an earlier session for its own pace', () => {
    const study = new HandMadeStudy()
    study.total = 12
    for (let i = 0; i < 10; i++)
      study.add({ status: 'TERMINATED', result: { training_iteration: 4 } })
    const a = study.add()
    const { complete, at } = begin(study)
    expect(at(1)).toEqual({ fraction: 10 / 12, leftS: undefined })
    a.iteration = 4
    complete(a, 8)
    expect(at(8).leftS).toBeCloseTo(8)
  })

  it('judges by the most iterations there can be, where that is known', () => {
    const study = new HandMadeStudy()
    study.total = 2
    const a = study.add()
    const { report, at } = begin(study, { maxIterations: 10 })
    report(a, 5, 5)
    expect(at(5).fraction).toBe(0.25)
    expect(at(5).leftS).toBeCloseTo(15)
  })

  it('never goes back', () => {
    const study = new HandMadeStudy()
    study.total = 4
    const [a, b, c] = [study.add(), study.add(), study.add()]
    const { report, complete, at } = begin(study)
    report(a, 1, 1)
    report(b, 1, 1)
    complete(a, 1)
    expect(at(1).fraction).toBeCloseTo(1.95 / 4)
    report(c, 9, 2)
    complete(c, 2)
    // Trials turn out to take five iterations on average, so less is done than was thought.
    expect(at(2).fraction).toBeCloseTo(2.2 / 4)
    const { tracker } = begin(study)
    expect(tracker.at(study, START).fraction).toBeCloseTo(2.2 / 4)
    b.iteration = 0
    tracker.moved(b, START)
    expect(tracker.at(study, START).fraction).toBeCloseTo(2.2 / 4)
  })

  it('goes by the time budget where there is no other end', () => {
    const study = new HandMadeStudy()
    study.total = Number.POSITIVE_INFINITY
    expect(begin(study).at(30)).toEqual({ fraction: undefined, leftS: undefined })
    expect(begin(study, { timeBudgetS: 120 }).at(30)).toEqual({ fraction: 0.25, leftS: 90 })
    expect(begin(study, { timeBudgetS: 120 }).at(500)).toEqual({ fraction: 1, leftS: 0 })
  })

  it('takes the earlier of two ends', () => {
    const study = new HandMadeStudy()
    study.total = 10
    const a = study.add()
    const { complete, at } = begin(study, { timeBudgetS: 40 })
    complete(a, 10)
    expect(at(10)).toEqual({ fraction: 0.25, leftS: 30 })
  })

  it('counts trials that failed for good as done', () => {
    const study = new HandMadeStudy()
    study.total = 2
    const a = study.add()
    const { tracker, at } = begin(study)
    a.status = 'ERROR'
    tracker.failed(a, START + 3000)
    expect(at(3)).toEqual({ fraction: 0.5, leftS: 3 })
  })
})

describe('progressLine', () => {
  const study = new HandMadeStudy()
  const line = (fraction: number | undefined, leftS: number | undefined, width = 80): string =>
    progressLine(study, { fraction, leftS }, { now: START + 63_000, width, unicode: false })

  it('shows what is known', () => {
    expect(line(0.5, 63)).toBe(
      '[##############...............] 50% | running for 1min 3s | about 63s left',
    )
    expect(line(0, undefined, 200)).toBe(
      '[........................................] 0% | running for 1min 3s',
    )
    expect(line(undefined, undefined)).toBe('running for 1min 3s')
    expect(line(1, 0)).toBe('[#############################] 100% | running for 1min 3s')
  })

  it('is never done before it is', () => {
    expect(line(0.9999, 1)).toContain('99% |')
  })

  it('gives up the bar before the words', () => {
    expect(line(0.5, 63, 60)).toBe('[####.....] 50% | running for 1min 3s | about 63s left')
    expect(line(0.5, 63, 40)).toBe('50% | running for 1min 3s | about 63s left')
  })

  it('draws blocks where the terminal has them', () => {
    const options = { now: START, width: 24, unicode: true }
    expect(progressLine(study, { fraction: 0.5, leftS: undefined }, options)).toBe(
      '50% | running for 0s',
    )
    expect(
      progressLine(study, { fraction: 0.5, leftS: undefined }, { ...options, width: 61 }),
    ).toBe('[█████░░░░░] 50% | running for 0s')
  })
})
