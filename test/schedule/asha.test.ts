import { describe, expect, it } from 'vitest'
import { ASHAScheduler, AsyncHyperBandScheduler } from '../../src/schedule/asha/asha.ts'
import { Random } from '../../src/math/random.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { Result } from '../../src/math/score.ts'

describe('ASHAScheduler', () => {
  it('goes by a nested and fractional timeAttr', () => {
    const driver = new ScheduleDriver(
      new ASHAScheduler({ timeAttr: 'progress/epoch', gracePeriod: 4 }),
      { metric: 'val/loss', mode: 'min' },
    ).add('a', 'b')
    const result = (epoch: number, loss: number): object => ({ progress: { epoch }, val: { loss } })
    driver.report('a', { ...result(4, 0.3) })
    expect(driver.report('b', { ...result(3.99, 0.42) })).toBe('continue')
    expect(driver.report('b', { ...result(4.0001, 0.42) })).toBe('stop')
    expect(driver.reason).toBe('rung 4: val/loss 0.42 is worse than the cutoff 0.3 (2nd of 2)')
  })

  it('leaves results without time or metric, or with a time that is no number, alone', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ maxT: 4 })).add('a', 'b')
    driver.report('a', R(1, 10))
    expect(driver.report('b', { training_iteration: 1 })).toBe('continue')
    expect(driver.report('b', { reward: 1 })).toBe('continue')
    expect(driver.report('b', { training_iteration: Number.NaN, reward: 1 })).toBe('continue')
    expect(driver.report('b', { training_iteration: 'x', reward: 1 })).toBe('continue')
    expect(driver.report('b', R(1, 9))).toBe('stop')
  })

  it('keeps a retried trial in its bracket, and counts it once at a rung', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ brackets: 3, maxT: 64 })).add(
      'a',
      'b',
      'c',
    )
    driver.report('a', R(1, 10))
    driver.report('a', R(4, 20))
    const before = driver.schedule.describe()
    for (let retry = 0; retry < 20; retry++) {
      driver.fail('a', { retried: true })
      // Started again from nothing, it comes by the rungs that it has passed.
      expect(driver.report('a', R(1, -100))).toBe('continue')
      expect(driver.report('a', R(4, -100))).toBe('continue')
    }
    expect(driver.schedule.describe()).toBe(before)
  })

  it('forgets a trial that was given up, and keeps its scores', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ reductionFactor: 2 })).add('a')
    driver.report('a', R(1, 10))
    driver.tell({ type: 'removed', trial: 'a' })
    expect(driver.add('b').report('b', R(1, 9))).toBe('stop')
  })

  it('keeps the place of a trial that failed for good, should a later session take it up', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ brackets: 3, maxT: 64 })).add('a')
    driver.report('a', R(16, 10))
    driver.fail('a').addWith('a', {}, 'PENDING')
    const before = driver.schedule.describe()
    expect(driver.report('a', R(16, -5))).toBe('continue')
    expect(driver.schedule.describe()).toBe(before)
  })

  it('takes a trial that ends without a result, or without the metric', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({})).add('a', 'b')
    const before = driver.schedule.describe()
    driver.complete('a').complete('b', { training_iteration: 5 })
    driver.schedule.onTrialComplete('stranger', R(1, 1), driver.glance)
    expect(driver.schedule.describe()).toBe(before)
  })

  it('draws the same brackets from the same seed, whatever the trials are called', () => {
    const scheduler = new ASHAScheduler({ maxT: 64, brackets: 3, stopLastTrials: false })
    const pattern = (seed: number, prefix: string): string => {
      const driver = new ScheduleDriver(scheduler, { seed })
      const fates = Array.from({ length: 40 }, (_, i) => {
        driver.add(`${prefix}${i}`)
        return [1, 4, 16].findIndex((t) => driver.report(`${prefix}${i}`, R(t, -i)) === 'stop')
      })
      return fates.join('')
    }
    expect(pattern(1, 'a')).toBe(pattern(1, 'b'))
    expect(pattern(1, 'a')).not.toBe(pattern(2, 'a'))
  })

  it('says how it stands in one line, with the metric as it was reported', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ maxT: 16, brackets: 2 }), {
      metric: 'loss',
      mode: 'min',
    })
    expect(driver.schedule.describe()).toBe(
      'Using ASHA: num_stopped=0, Bracket: Iter 16.000: none | Iter 4.000: none | Iter 1.000: none, ' +
        'Bracket: Iter 16.000: none | Iter 4.000: none',
    )
    const single = new ScheduleDriver(new ASHAScheduler({ maxT: 4 }), {
      metric: 'loss',
      mode: 'min',
    })
    single.add('a', 'b').report('a', R(1, -0.47, 'loss'))
    single.report('a', R(4, -0, 'loss'))
    single.report('b', R(1, 0.1 + 0.2, 'loss'))
    expect(single.schedule.describe()).toBe(
      'Using ASHA: num_stopped=2, Bracket: Iter 4.000: 0 | Iter 1.000: -0.2775',
    )
  })

  it('tells values apart that are equal at six digits', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({})).add('a', 'b')
    driver.report('a', R(1, 0.12345678))
    driver.report('b', R(1, 0.12345677))
    expect(driver.reason).toBe(
      'rung 1: reward 0.12345677 is worse than the cutoff 0.12345678 (2nd of 2)',
    )
  })

  it('starts trials in order, fresh ones first', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({}))
    driver.addWith('c', {}, 'PAUSED').addWith('d', {}, 'PAUSED')
    driver.addWith('b', {}, 'PENDING').addWith('a', {}, 'PENDING')
    expect(Array.from({ length: 5 }, () => driver.startNext())).toEqual([
      'b',
      'a',
      'c',
      'd',
      undefined,
    ])
  })

  it('has metric and mode of its own only when they were given', () => {
    expect(new ASHAScheduler({ metric: 'loss', mode: 'min' })).toMatchObject({
      metric: 'loss',
      mode: 'min',
    })
    expect(new ASHAScheduler().metric).toBeUndefined()
    expect(new ASHAScheduler().mode).toBeUndefined()
  })

  it('needs a metric', () => {
    const setup = { metric: undefined, mode: 'max', random: Random.fromSeed(1) } as const
    expect(() => new ASHAScheduler().create(setup)).toThrow(
      expect.objectContaining({ code: 'METRIC_REQUIRED' }),
    )
  })

  it("goes by its own metric and mode before the tuner's", () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ metric: 'loss', mode: 'min' }))
    const result = (loss: number): Result => ({ ...R(1, -loss), loss })
    expect(driver.add('a').report('a', result(1))).toBe('continue')
    expect(driver.add('b').report('b', result(2))).toBe('stop')
  })

  it('says at which milestone a trial was compared', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ maxT: 20 })).add('a', 'b')
    const rungs = [1, 2, 4, 17, 20].map((t) => {
      driver.report('a', R(t, 10))
      return driver.decisions.at(-1)?.rung
    })
    expect(rungs).toEqual([1, undefined, 4, 16, 20])
    driver.report('b', R(5, 1))
    expect(driver.decisions.at(-1)).toMatchObject({ action: 'stop', rung: 4 })
  })

  it('has the name that Ray gives it, too', () => {
    expect(AsyncHyperBandScheduler).toBe(ASHAScheduler)
  })

  it('keeps its books for many trials with many rungs', () => {
    const driver = new ScheduleDriver(new ASHAScheduler({ maxT: 1000, reductionFactor: 1.5 }))
    const { schedule, glance } = driver
    const random = Random.fromSeed(5)
    // Ascending scores, so that all go on: the worst case for books that are not balanced.
    const actions = new Set<string>()
    for (let i = 0; i < 20_000; i++) {
      schedule.onTrialAdded(`t${i}`, glance)
      for (let t = 1; t <= 10; t++) {
        const result = R(t, i + random.next() / 2)
        actions.add(schedule.onTrialResult(`t${i}`, result, glance).action)
      }
    }
    expect([...actions]).toEqual(['continue'])
    expect(schedule.describe()).toContain('num_stopped=0')
  })
})
