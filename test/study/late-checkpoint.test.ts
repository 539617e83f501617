import { describe, expect, it } from 'vitest'
import { historyOf } from '../../src/study/history.ts'
import { StudyDriver } from '../support/study-driver.ts'
import { scripted } from '../support/scripted-scheduler.ts'
import type { ScheduleDecision } from '../../src/schedule/scheduler.ts'
import type { StudyEvent } from '../../src/study/events.ts'
import type { StudySetup } from '../../src/study/setup.ts'

const pause: ScheduleDecision = { action: 'pause', reason: 'waits' }
const exploit = (from: string): ScheduleDecision => ({
  action: 'exploit',
  exploit: { from, config: { x: 0.5 } },
})

function drive(
  decisions: Readonly<Record<string, ScheduleDecision>> = {},
  setup: Partial<StudySetup> = {},
): StudyDriver {
  return new StudyDriver({
    numSamples: 2,
    cpus: 2,
    scheduler: scripted({ decisions }),
    setup,
  }).open()
}

const names = (driver: StudyDriver, trial: string): readonly string[] | undefined =>
  driver.study.trial(trial)?.checkpoints.map(({ name }) => name)

describe('a checkpoint after the last report', () => {
  it('is what a paused trial goes on from', () => {
    const driver = drive({ 't0@2': pause })
    driver.report('t0', { loss: 2 })
    driver.report('t0', { loss: 1 })
    driver.saved('t0')
    expect(driver.ended('t0', 'paused')).toMatchObject([
      {
        type: 'start',
        trial: 't0',
        attempt: 2,
        from: { trial: 't0', checkpoint: { index: 0, name: 'checkpoint_000000', iteration: 2 } },
        rewoundTo: undefined,
      },
    ])
    expect(driver.study.trial('t0')).toMatchObject({ iteration: 2, lastResult: { loss: 1 } })
  })

  it('stands for the result before it, with its score and its time', () => {
    const driver = drive(
      {},
      { checkpoints: { numToKeep: 1, scoreAttribute: 'loss', scoreOrder: 'min' } },
    )
    driver.report('t0', { loss: 1, time_total_s: 3 }, { checkpoint: true })
    driver.report('t0', { loss: 2, time_total_s: 7 })
    driver.saved('t0')
    const trial = driver.study.trial('t0')
    // The best is kept, and the latest, from which the trial would go on.
    expect(trial?.checkpoints).toMatchObject([
      { index: 0, score: 1 },
      { index: 1, score: 2, iteration: 2, timeTotalS: 7 },
    ])
    expect(trial?.checkpointResults?.get(1)).toMatchObject({ loss: 2 })
    expect(driver.ended('t0', 'completed')).toEqual([])
    expect(names(driver, 't0')).toHaveLength(2)
  })

  it('obeys the keep rules', () => {
    const driver = drive(
      {},
      { checkpoints: { numToKeep: 1, scoreAttribute: undefined, scoreOrder: 'max' } },
    )
    driver.report('t0', { loss: 1 }, { checkpoint: true })
    driver.report('t0', { loss: 2 })
    expect(driver.saved('t0')).toMatchObject([
      { type: 'delete-checkpoints', trial: 't0', checkpoints: [{ index: 0 }] },
    ])
  })

  it('takes the place of the one that a copy came from, once there is a result', () => {
    const driver = drive({ 't0@1': exploit('t1') })
    driver.report('t1', { loss: 0 }, { checkpoint: true })
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'paused')
    // What it saves before its first result is still the other's.
    driver.saved('t0')
    expect(driver.study.trial('t0')?.startingPoint?.trial.id).toBe('t1')
    driver.report('t0', { loss: 1 })
    driver.saved('t0')
    expect(driver.study.trial('t0')?.startingPoint).toMatchObject({
      trial: { id: 't0' },
      checkpoint: { iteration: 2 },
    })
  })

  it.each(['t0', 't1'])('is of no use where the trial becomes a copy of %s', (from) => {
    const driver = drive({ 't0@2': exploit(from) })
    driver.report('t1', { loss: 0 }, { checkpoint: true })
    driver.report('t0', { loss: 2 }, { checkpoint: true })
    driver.report('t0', { loss: 2 })
    const stray = { index: 1, name: 'checkpoint_000001', iteration: 2, timeTotalS: 0 }
    driver.feed({ type: 'checkpointed', at: 0, trial: 't0', attempt: 1, checkpoint: stray })
    expect(driver.ended('t0', 'paused')).toMatchObject([
      { type: 'start', from: { trial: from, checkpoint: { index: 0, iteration: 1 } } },
    ])
  })

  it('is ignored without a result, and when the attempt is over', () => {
    const driver = drive()
    const checkpoint = { index: 0, name: 'checkpoint_000000', iteration: 0, timeTotalS: 0 }
    const saved = { type: 'checkpointed', at: 0, trial: 't0', attempt: 1, checkpoint } as const
    driver.feed(saved)
    expect(names(driver, 't0')).toEqual([])
    driver.report('t0', { loss: 1 })
    driver.ended('t0', 'completed')
    driver.feed(saved)
    expect(names(driver, 't0')).toEqual([])
  })

  it('is in the history of its trial', () => {
    const driver = drive()
    driver.report('t0', { loss: 2 })
    driver.report('t0', { loss: 1 })
    driver.saved('t0')
    const trial = driver.study.trial('t0')
    const ofTrial = (event: StudyEvent): boolean => 'trial' in event && event.trial === 't0'
    expect(trial && historyOf(driver.log.filter(ofTrial), trial)).toMatchObject([
      { result: { loss: 2 }, checkpoint: undefined },
      { result: { loss: 1 }, checkpoint: { index: 0 } },
    ])
  })
})
