import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { DriverOptions } from '../support/study-driver.ts'
import type { StudyEvent } from '../../src/study/events.ts'

const options: DriverOptions = {
  numSamples: 12,
  cpus: 3,
  scheduler: new ASHAScheduler({ maxT: 8, reductionFactor: 2 }),
  setup: { failures: { maxFailures: 1, failFast: false, backoffS: 0 } },
}

/** One step of a random study: which running trial does what. */
const step = fc.record({
  which: fc.nat(2),
  what: fc.constantFrom(
    'report',
    'report',
    'report',
    'checkpoint',
    'complete',
    'fail',
    'obey',
    'save',
  ),
  loss: fc.oneof(fc.double({ min: -5, max: 5 }), fc.constant(Number.NaN), fc.constant(Infinity)),
})

function play(
  driver: StudyDriver,
  steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
): void {
  for (const { which, what, loss } of steps) {
    const running = driver.study.trials.filter((trial) => trial.status === 'RUNNING')
    const trial = running[which % Math.max(1, running.length)]
    if (!trial) return
    if (what === 'save') driver.saved(trial.id)
    else if (trial.decision === 'stop') driver.ended(trial.id, 'stopped')
    else if (what === 'complete') driver.ended(trial.id, 'completed')
    else if (what === 'fail') driver.ended(trial.id, 'error', 'boom')
    else if (what !== 'obey')
      driver.report(trial.id, { loss }, { checkpoint: what === 'checkpoint' })
  }
}

function picture(driver: StudyDriver): unknown {
  return {
    trials: driver.study.trials.map(({ grant: _grant, ...trial }) => trial),
    counts: driver.study.counts,
    best: driver.study.best?.id,
    usage: driver.study.usage,
  }
}

function refold(log: readonly StudyEvent[]): StudyDriver {
  const driver = new StudyDriver(options)
  for (const event of log) driver.recall(event)
  return driver
}

describe('folding the log again', () => {
  it('gives the same study at every point', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.nat(100), (steps, cut) => {
        const driver = new StudyDriver(options).open()
        play(driver, steps.slice(0, cut))
        expect(picture(refold(driver.log))).toEqual(picture(driver))
      }),
      { numRuns: 200 },
    )
  })

  it('decides afterwards as if it had not been interrupted', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.nat(80), (steps, cut) => {
        const driver = new StudyDriver(options).open()
        play(driver, steps.slice(0, cut))
        const restored = refold(driver.log)
        const rest = steps.slice(cut)
        play(driver, rest)
        play(restored, rest)
        expect(picture(restored)).toEqual(picture(driver))
      }),
      { numRuns: 200 },
    )
  })

  it('takes stored decisions as facts', () => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    driver.recall({
      type: 'reported',
      at: 0,
      trial: 't0',
      attempt: 1,
      seq: 1,
      result: { loss: 1, training_iteration: 1 },
      decision: 'stop',
      reason: 'an older version thought so',
    })
    driver.ended('t0', 'stopped')
    expect(driver.study.trial('t0')).toMatchObject({
      status: 'TERMINATED',
      reason: 'an older version thought so',
    })
  })
})

describe('a new session', () => {
  it('starts unfinished trials again from their checkpoints, in their order', () => {
    const driver = new StudyDriver({ numSamples: 4, cpus: 2 }).open()
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    driver.report('t1', { loss: 1 })
    const before = driver.commands.length
    driver.open()
    const starts = driver.commands.slice(before).filter((command) => command.type === 'start')
    expect(starts).toMatchObject([
      { trial: 't0', attempt: 2, from: { checkpoint: { iteration: 1 } }, rewoundTo: undefined },
      { trial: 't1', attempt: 2, from: undefined, rewoundTo: 0 },
    ])
  })

  it('ends a trial whose stop had been decided', () => {
    const driver = new StudyDriver({ numSamples: 1, stop: { training_iteration: 1 } }).open()
    driver.report('t0', { loss: 1 })
    driver.open()
    expect(driver.status()).toBe('TERMINATED')
    expect(driver.study.isComplete).toBe(true)
  })

  it('gives unfinished trials up when told so', () => {
    const driver = new StudyDriver({ numSamples: 3 }).open()
    driver.ended('t0', 'completed')
    driver.open({ resumeUnfinished: false })
    expect(driver.status()).toBe('TERMINATED TERMINATED TERMINATED')
  })

  it.each([
    [{ resumeErrored: true }, { from: { checkpoint: { iteration: 1 } } }],
    [{ restartErrored: true }, { from: undefined, rewoundTo: 0 }],
    [{ resumeErrored: true, restartErrored: true }, { from: { checkpoint: { iteration: 1 } } }],
  ])('brings failed trials back: %j', (rules, expected) => {
    const driver = new StudyDriver({ numSamples: 1 }).open()
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    driver.ended('t0', 'error', 'boom')
    expect(driver.status()).toBe('ERROR')
    driver.open(rules)
    expect(driver.commands.at(-1)).toMatchObject({ type: 'start', attempt: 2, ...expected })
    driver.ended('t0', 'error', 'again')
    expect(driver.status()).toBe('ERROR')
  })
})
