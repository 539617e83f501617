import { describe, expect, it } from 'vitest'
import { StudyDriver } from '../support/study-driver.ts'
import type { Command } from '../../src/study/commands.ts'

const starts = (commands: readonly Command[]): string[] =>
  commands.flatMap((command) => (command.type === 'start' ? [command.trial] : []))
const answers = (commands: readonly Command[]): string[] =>
  commands.flatMap((command) => (command.type === 'answer' ? [command.decision] : []))
const finished = (commands: readonly Command[]): boolean =>
  commands.some((command) => command.type === 'finish')

describe('Study', () => {
  it('starts as many trials as the resources allow, in order, and finishes after the last', () => {
    const driver = new StudyDriver({ numSamples: 3, cpus: 2 }).open()
    expect(starts(driver.commands)).toEqual(['t0', 't1'])
    expect(driver.status()).toBe('RUNNING RUNNING PENDING')
    expect(starts(driver.ended('t1', 'completed'))).toEqual(['t2'])
    driver.ended('t0', 'completed')
    expect(finished(driver.ended('t2', 'completed'))).toBe(true)
    expect(driver.study.isComplete).toBe(true)
    expect(driver.study.usage.cpu).toBe(0)
  })

  it('keeps at most maxConcurrentTrials running', () => {
    const driver = new StudyDriver({ cpus: 8, setup: { maxConcurrentTrials: 3 } }).open()
    expect(driver.study.counts.RUNNING).toBe(3)
  })

  it('answers a report with the decision of the stop rule and ends the trial well', () => {
    const driver = new StudyDriver({ numSamples: 1, stop: { training_iteration: 2 } }).open()
    driver.started('t0')
    expect(answers(driver.report('t0', { loss: 3 }))).toEqual(['continue'])
    expect(answers(driver.report('t0', { loss: 2 }))).toEqual(['stop'])
    driver.ended('t0', 'stopped')
    expect(driver.status()).toBe('TERMINATED')
    expect(driver.study.trial('t0')?.reason).toContain('training_iteration')
  })

  it('drops messages of an attempt that is not the current one', () => {
    const driver = new StudyDriver({
      numSamples: 1,
      setup: { failures: { maxFailures: 1, failFast: false, backoffS: 0 } },
    }).open()
    driver.started('t0')
    driver.ended('t0', 'error', 'boom')
    expect(driver.study.trial('t0')?.attempt).toBe(2)
    const late = driver.feed({
      type: 'reported',
      at: 0,
      trial: 't0',
      attempt: 1,
      seq: 1,
      result: { loss: 0, training_iteration: 1 },
    })
    expect(late).toEqual([])
    expect(driver.study.trial('t0')?.lastResult).toBeUndefined()
    driver.feed({ type: 'ended', at: 0, trial: 't0', attempt: 1, cause: 'completed' })
    expect(driver.status()).toBe('RUNNING')
  })

  describe('failures', () => {
    it('gives a trial up after maxFailures retries: 3 retries are 4 failures', () => {
      const driver = new StudyDriver({
        numSamples: 1,
        setup: { failures: { maxFailures: 3, failFast: false, backoffS: 0 } },
      }).open()
      for (let i = 0; i < 4; i++) driver.ended('t0', 'error', `boom ${i}`)
      expect(driver.status()).toBe('ERROR')
      expect(driver.study.trial('t0')?.failures).toBe(4)
      expect(driver.study.trial('t0')?.error?.message).toBe('boom 3')
    })

    it('goes on from the latest checkpoint and gives up the results after it', () => {
      const driver = new StudyDriver({
        numSamples: 1,
        setup: { failures: { maxFailures: 1, failFast: false, backoffS: 0 } },
      }).open()
      driver.started('t0')
      driver.report('t0', { loss: 3 })
      driver.report('t0', { loss: 2 }, { checkpoint: true })
      driver.report('t0', { loss: 1 })
      const [start] = driver.ended('t0', 'error', 'boom')
      expect(start).toMatchObject({
        type: 'start',
        attempt: 2,
        rewoundTo: 2,
        from: { trial: 't0', checkpoint: { name: 'checkpoint_0', iteration: 2 } },
      })
      expect(driver.study.trial('t0')).toMatchObject({ iteration: 2, lastResult: { loss: 2 } })
    })

    it('puts a retried trial at the end of the queue', () => {
      const driver = new StudyDriver({
        numSamples: 3,
        cpus: 1,
        setup: { failures: { maxFailures: 1, failFast: false, backoffS: 0 } },
      }).open()
      expect(starts(driver.ended('t0', 'error', 'boom'))).toEqual(['t1'])
      expect(starts(driver.ended('t1', 'completed'))).toEqual(['t2'])
      expect(starts(driver.ended('t2', 'completed'))).toEqual(['t0'])
    })

    it('waits before a retry, longer each time', () => {
      const driver = new StudyDriver({
        numSamples: 1,
        setup: { failures: { maxFailures: 2, failFast: false, backoffS: 10 } },
      }).open()
      const [wake] = driver.ended('t0', 'error', 'boom')
      expect(wake).toMatchObject({ type: 'wake', at: 1_010_000 })
      expect(starts(driver.wait(9).feed({ type: 'tick', at: 0 }))).toEqual([])
      expect(starts(driver.wait(1).feed({ type: 'tick', at: 0 }))).toEqual(['t0'])
      expect(driver.ended('t0', 'error', 'boom')).toContainEqual({ type: 'wake', at: 1_030_000 })
    })

    it('ends the study at the first failure with failFast, and leaves the others resumable', () => {
      const driver = new StudyDriver({
        setup: { failures: { maxFailures: 0, failFast: true, backoffS: 0 } },
      }).open()
      expect(driver.ended('t0', 'error', 'boom')).toContainEqual(
        expect.objectContaining({ type: 'end-attempt', trial: 't1', how: 'ask' }),
      )
      expect(finished(driver.ended('t1', 'stopped'))).toBe(true)
      expect(driver.status()).toBe('ERROR PENDING PENDING PENDING')
    })

    it('takes an error after a stop for the end that was asked for', () => {
      const driver = new StudyDriver({ numSamples: 1, stop: { training_iteration: 1 } }).open()
      driver.started('t0').report('t0', { loss: 1 })
      driver.ended('t0', 'error', 'unwinding went wrong')
      expect(driver.status()).toBe('TERMINATED')
    })
  })

  describe('stopping', () => {
    it('asks running trials to end and leaves them resumable', () => {
      const driver = new StudyDriver({ numSamples: 3 }).open()
      const commands = driver.feed({
        type: 'stop-requested',
        at: 0,
        how: 'finish',
        reason: 'interrupted',
      })
      expect(commands.map((command) => command.type)).toEqual(['end-attempt', 'end-attempt'])
      expect(answers(driver.report('t0', { loss: 1 }))).toEqual(['stop'])
      driver.ended('t0', 'stopped')
      expect(finished(driver.ended('t1', 'stopped'))).toBe(true)
      expect(driver.status()).toBe('PENDING PENDING PENDING')
      expect(driver.study.isComplete).toBe(false)
    })

    it('escalates from asking to killing, not back', () => {
      const driver = new StudyDriver({ numSamples: 1 }).open()
      driver.feed({ type: 'stop-requested', at: 0, how: 'finish', reason: 'a' })
      const now = driver.feed({ type: 'stop-requested', at: 0, how: 'now', reason: 'b' })
      expect(now).toContainEqual(expect.objectContaining({ type: 'end-attempt', how: 'kill' }))
      const again = driver.feed({ type: 'stop-requested', at: 0, how: 'finish', reason: 'c' })
      expect(again).toEqual([])
    })

    it('ends running trials for good when a study-wide stop rule says so', () => {
      let over = false
      const driver = new StudyDriver({
        stop: {
          name: 'custom',
          create: () => ({
            onResult: () => undefined,
            stopAll: () => (over ? 'enough' : undefined),
          }),
        },
      }).open()
      over = true
      driver.report('t0', { loss: 1 })
      driver.ended('t0', 'stopped')
      driver.ended('t1', 'stopped')
      expect(driver.status()).toBe('TERMINATED TERMINATED PENDING PENDING')
      expect(driver.study.stopReason).toBe('enough')
    })
  })

  describe('best', () => {
    it('is the best last value, the earlier of equals, and never NaN', () => {
      const driver = new StudyDriver({ cpus: 4 }).open()
      driver.report('t0', { loss: Number.NaN })
      expect(driver.study.best).toBeUndefined()
      driver.report('t2', { loss: 1 })
      driver.report('t1', { loss: 1 })
      driver.report('t3', { loss: 2 })
      expect(driver.study.best?.id).toBe('t1')
      driver.report('t1', { loss: 5 })
      expect(driver.study.best?.id).toBe('t2')
      driver.ended('t2', 'completed')
      driver.ended('t1', 'completed')
      expect(driver.study.best?.id).toBe('t2')
    })
  })

  describe('checkpoints', () => {
    it('lets go of those that the keep rules do not want', () => {
      const driver = new StudyDriver({
        numSamples: 1,
        setup: { checkpoints: { numToKeep: 1, scoreAttribute: 'loss', scoreOrder: 'min' } },
      }).open()
      const doomed: string[] = []
      for (const loss of [1, 3, 2]) {
        for (const command of driver.report('t0', { loss }, { checkpoint: true })) {
          if (command.type === 'delete-checkpoints') {
            doomed.push(...command.checkpoints.map((checkpoint) => checkpoint.name))
          }
        }
      }
      expect(doomed).toEqual(['checkpoint_1'])
      expect(driver.study.trial('t0')?.checkpoints.map((c) => c.name)).toEqual([
        'checkpoint_0',
        'checkpoint_2',
      ])
    })
  })
})
