import { describe, expect, it } from 'vitest'
import { historyOf } from '../../src/study/history.ts'
import { StudyDriver } from '../support/study-driver.ts'
import type { StudyEvent } from '../../src/study/events.ts'

/** The iterations that count of the only trial of a log. */
function iterations(log: readonly StudyEvent[], study = fold(log)): unknown[] {
  const trial = study.study.trials[0]
  if (!trial) return []
  const events = log.filter((event) => 'trial' in event && event.trial === trial.id)
  return historyOf(events, trial).map((row) => row.result['training_iteration'])
}

function fold(log: readonly StudyEvent[]): StudyDriver {
  const driver = new StudyDriver({ numSamples: 1, cpus: 1 })
  for (const event of log) driver.recall(event)
  return driver
}

describe('the history of a trial', () => {
  /** Three results, of which the second came with a checkpoint; then the tuner is killed. */
  function killed(): StudyDriver {
    const driver = new StudyDriver({ numSamples: 1, cpus: 1 }).open()
    driver.report('t0', { loss: 1 })
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    driver.report('t0', { loss: 1 })
    return driver
  }

  it('has what was reported after the checkpoint until it is done again', () => {
    const { log } = killed()
    expect(iterations(log)).toEqual([1, 2, 3])
    const restored = fold(log).open()
    expect(restored.study.trials[0]).toMatchObject({ attempt: 2, iteration: 2 })
    expect(iterations(restored.log)).toEqual([1, 2])
    restored.report('t0', { loss: 0 })
    expect(iterations(restored.log)).toEqual([1, 2, 3])
  })

  it('goes back also for an attempt that was begun and killed before it had started', () => {
    const { log } = fold(killed().log).open()
    const begun = log.filter((event) => event.type !== 'started' || event.attempt === 1)
    expect(begun.at(-1)).toMatchObject({ type: 'session-started', starts: ['t0'] })
    expect(iterations(begun)).toEqual([1, 2])
    // The next one has nothing to go back from.
    expect(fold(begun).open().commands.at(-1)).toMatchObject({ attempt: 3, rewoundTo: undefined })
  })
})

describe('checkpoints of trials that are not resumed', () => {
  it.each([0, 1])('are kept as the rules say: %i', (numToKeep) => {
    const checkpoints = { numToKeep, scoreAttribute: undefined, scoreOrder: 'max' } as const
    const options = { numSamples: 1, cpus: 1, setup: { checkpoints } }
    const first = new StudyDriver(options).open()
    first.report('t0', { loss: 1 }, { checkpoint: true })
    const driver = new StudyDriver(options)
    for (const event of first.log) driver.recall(event)
    driver.open({ resumeUnfinished: false })
    expect(driver.status()).toBe('TERMINATED')
    expect(driver.study.trials[0]?.checkpoints).toHaveLength(numToKeep)
    const deleted = driver.commands.filter(({ type }) => type === 'delete-checkpoints')
    expect(deleted).toHaveLength(1 - numToKeep)
  })
})
