import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { MedianStoppingRule } from '../../src/schedule/median/median-stopping.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { MedianStoppingRuleOptions } from '../../src/schedule/median/median-stopping.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

function median(
  options: MedianStoppingRuleOptions = {},
  setup?: ScheduleDriverOptions,
): ScheduleDriver {
  const rule = new MedianStoppingRule({ gracePeriod: 0, minSamplesRequired: 1, ...options })
  return new ScheduleDriver(rule, setup)
}

describe('MedianStoppingRule', () => {
  it('says why in words, with the metric as it was reported', () => {
    const driver = median({}, { metric: 'val/loss', mode: 'min' }).add('a', 'b', 'c')
    const result = (t: number, loss: number): object => ({ time_total_s: t, val: { loss } })
    driver.report('a', { ...result(119.9, 0.3) })
    driver.report('a', { ...result(130, 0.3) })
    driver.report('b', { ...result(110, 0.32) })
    driver.report('b', { ...result(150, 0.32) })
    expect(driver.report('c', { ...result(120.25, 0.42) })).toBe('stop')
    expect(driver.reason).toBe(
      'at time_total_s 120.25: the best val/loss so far 0.42 is worse than the median 0.31 of 2 trials',
    )
  })

  it('tells values apart that are equal at six digits', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, 0.12345678))
    driver.report('b', R(1, 0.12345677))
    expect(driver.reason).toContain('0.12345677 is worse than the median 0.12345678')
  })

  it('has means between the times at which others report', () => {
    const driver = median().add('a', 'b', 'c')
    driver.report('a', R(1, 4))
    driver.report('a', R(3, 8))
    expect(driver.report('b', R(2.999, 4))).toBe('continue')
    expect(driver.report('c', R(3, 5.9))).toBe('stop')
    expect(driver.reason).toContain('worse than the median 6 of 1 trial')
  })

  it('does not count what came before the grace period, but for what a trial has reached', () => {
    const driver = median({ gracePeriod: 2 }).add('a', 'b', 'c')
    for (const [t, v] of [100, 1, 1].entries()) driver.report('a', R(t + 1, v))
    expect(driver.report('b', R(1, 5))).toBe('continue')
    expect(driver.report('b', R(2, 0))).toBe('continue')
    expect(driver.report('c', R(2, 0.4))).toBe('stop')
    expect(driver.reason).toContain('worse than the median 0.5 of 2 trials')
  })

  it('leaves results without time or metric, or with a time that is no number, alone', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, 10))
    expect(driver.report('b', { time_total_s: 1 })).toBe('continue')
    expect(driver.report('b', { reward: 1 })).toBe('continue')
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 'x', null]) {
      expect(driver.report('b', { time_total_s: time, reward: 1 })).toBe('continue')
    }
    expect(driver.report('b', R(1, 9))).toBe('stop')
  })

  it('takes a metric that is no number for the worst', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, -1e300))
    expect(driver.report('b', { ...R(1, 0), reward: 'high' })).toBe('stop')
  })

  it('is measured by failed trials and by those that were given up, too', () => {
    const driver = median({ minSamplesRequired: 2 }).add('a', 'b', 'c')
    driver.report('a', R(1, 2))
    driver.fail('a')
    driver.report('b', R(1, 2))
    driver.tell({ type: 'removed', trial: 'b' })
    expect(driver.report('c', R(1, 1.9))).toBe('stop')
  })

  it('takes trials that end without a result, and strangers', () => {
    const driver = median().add('a', 'b')
    driver.complete('a').complete('b', { time_total_s: 5 })
    const { schedule } = driver
    schedule.onTrialComplete('stranger', R(1, 1), driver.glance)
    schedule.onTrialError('stranger', driver.glance, false)
    schedule.onTrialRemoved('stranger', driver.glance)
    expect(schedule.onTrialResult('stranger', R(1, 1), driver.glance).action).toBe('continue')
    expect(driver.add('c').report('c', R(1, 1))).toBe('continue')
  })

  it('counts a final result that no schedule has seen', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, 1))
    driver.complete('a', R(2, 3))
    expect(driver.report('b', R(2, 1.9))).toBe('stop')
    expect(driver.reason).toContain('median 2 of 1 trial')
  })

  it('believes that a trial goes on which it had stopped', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, 1))
    driver.report('a', R(2, 1))
    const { schedule } = driver
    expect(schedule.onTrialResult('b', R(1, 0), driver.glance).action).toBe('stop')
    expect(schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=1')
    expect(schedule.onTrialResult('b', R(2, 2), driver.glance).action).toBe('continue')
    expect(schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=0')
  })

  it('needs a metric', () => {
    const setup = { metric: undefined, mode: 'max', random: Random.fromSeed(1) } as const
    expect(() => new MedianStoppingRule().create(setup)).toThrow(
      expect.objectContaining({ code: 'METRIC_REQUIRED' }),
    )
    expect(() => new MedianStoppingRule({ metric: 'loss' }).create(setup)).not.toThrow()
  })

  it('is read back from what it says of itself', () => {
    const rule = new MedianStoppingRule({ hardStop: false, metric: 'loss', mode: 'min' })
    const { name, options } = rule.toJSON()
    expect(name).toBe('median_stopping_rule')
    expect(new MedianStoppingRule(options).toJSON()).toEqual(rule.toJSON())
    expect(new MedianStoppingRule().toJSON().options).toEqual({
      timeAttr: 'time_total_s',
      gracePeriod: 60,
      minSamplesRequired: 3,
      minTimeSlice: 0,
      hardStop: true,
    })
  })

  it('plans one bracket of all trials, of which it does not know more', () => {
    expect(new MedianStoppingRule().plan(12)).toEqual({
      timeAttr: 'time_total_s',
      brackets: [{ trials: 12, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: [
        expect.stringMatching(/^From time_total_s 60 on, .* is stopped if/),
        expect.stringMatching(/^How many/),
      ],
    })
    const { notes } = new MedianStoppingRule({ hardStop: false }).plan(Infinity)
    expect(notes[0]).toContain('is paused until nothing else can run')
  })
})

describe('MedianStoppingRule, making room where too few have come as far', () => {
  it('pauses when others wait, once in a time slice', () => {
    const driver = median({ minTimeSlice: 2 }).add('a')
    expect(driver.report('a', R(1, 1))).toBe('continue')
    driver.addWith('w', {}, 'PENDING')
    expect(driver.report('a', R(2, 1))).toBe('pause')
    expect(driver.reason).toBe('at time_total_s 2: no other has come as far, and others wait')
    driver.tell({ type: 'started', trial: 'a' })
    expect([3, 4, 4.5].map((t) => driver.report('a', R(t, 1)))).toEqual([
      'continue',
      'continue',
      'pause',
    ])
    expect([driver.startNext(), driver.startNext()]).toEqual(['w', 'a'])
  })

  it('says how many would be enough', () => {
    const driver = median({ minSamplesRequired: 3 }).add('a').addWith('w', {}, 'PAUSED')
    expect(driver.report('a', R(1, 1))).toBe('pause')
    expect(driver.reason).toBe(
      'at time_total_s 1: fewer than 3 others have come as far, and others wait',
    )
  })

  it('does not before the grace period, nor where enough have come as far', () => {
    const driver = median({ gracePeriod: 3 }).add('a', 'b').addWith('w', {}, 'PENDING')
    expect(driver.report('a', R(2, 1))).toBe('continue')
    expect(driver.report('a', R(3, 1))).toBe('pause')
    expect(driver.report('b', R(3, 1))).toBe('continue')
  })

  it('does not where it would have to do again what it has done', () => {
    const driver = median({}, { checkpoints: false }).add('a').addWith('w', {}, 'PENDING')
    expect(driver.report('a', R(1, 1))).toBe('continue')
    expect(driver.report('a', R(2, 1), { checkpoint: true })).toBe('pause')
    driver.tell({ type: 'started', trial: 'a' })
    expect(driver.report('a', R(3, 1))).toBe('continue')
    expect(driver.report('a', R(4, 1), { checkpoint: true })).toBe('pause')
  })
})

describe('MedianStoppingRule with hardStop: false', () => {
  /** Trial `b` was worse than `a`. */
  function shelved(setup?: ScheduleDriverOptions): ScheduleDriver {
    const driver = median({ hardStop: false }, setup).add('a', 'b')
    driver.report('a', R(1, 2))
    expect(driver.report('b', R(1, 1))).toBe('pause')
    return driver
  }

  it('resumes what was worse only when no other trial comes', () => {
    const driver = shelved()
    expect(driver.reason).toMatch(/^at time_total_s 1: the best reward so far 1 is worse than/)
    expect(driver.choose()).toBeUndefined()
    driver.addWith('c', {}, 'PENDING')
    expect(driver.startNext()).toBe('c')
    expect(driver.choose()).toBeUndefined()
    driver.finishSearch()
    expect(driver.startNext()).toBe('b')
  })

  it('resumes it when nothing else can run, until another comes', () => {
    const driver = shelved().complete('a')
    expect(driver.choose()).toBeUndefined()
    expect(driver.idle().choose()).toBe('b')
    driver.add('c')
    expect(driver.choose()).toBeUndefined()
  })

  it('resumes those that made room before it', () => {
    const driver = shelved()
    driver.addWith('w', {}, 'PENDING')
    expect(driver.report('a', R(2, 2))).toBe('pause')
    expect([driver.startNext(), driver.startNext(), driver.startNext()]).toEqual([
      'w',
      'a',
      undefined,
    ])
    // Nobody makes room for what will not be started.
    expect(driver.report('a', R(3, 2))).toBe('continue')
    driver.finishSearch()
    expect(driver.report('a', R(4, 2))).toBe('pause')
  })

  it('measures others by what it reports then, and judges it no more', () => {
    const driver = shelved().finishSearch()
    driver.startNext()
    for (const [t, v] of [-7, -6].entries()) {
      expect(driver.report('b', R(t + 2, v))).toBe('continue')
    }
    expect(driver.add('c').report('c', R(3, -4))).toBe('continue')
    expect(driver.add('d').report('d', R(3, -4.1))).toBe('pause')
    expect(driver.reason).toContain('worse than the median -4 of 2 trials')
    expect(driver.schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=2')
  })

  it('judges it no more after a retry either', () => {
    const driver = shelved().finishSearch()
    driver.startNext()
    driver.fail('b', { retried: true }).startNext()
    expect(driver.report('b', R(1, -9))).toBe('continue')
  })

  it('forgets a trial that ended while it waited', () => {
    const driver = shelved().complete('b').finishSearch()
    expect(driver.choose()).toBeUndefined()
    driver.addWith('w', {}, 'PAUSED')
    expect(driver.report('a', R(2, 2))).toBe('pause')
  })
})

describe('MedianStoppingRule at work', () => {
  it.each([
    ['at the same few times', 10_000, (t: number) => t + 1],
    ['each at another time', 1000, (t: number, random: Random) => t + 0.5 + random.next()],
  ])('keeps its books for many trials that report %s', (_, trials, after) => {
    const { schedule, glance } = median()
    const random = Random.fromSeed(5)
    for (let i = 0; i < trials; i++) schedule.onTrialAdded(`t${i}`, glance)
    const times = new Float64Array(trials)
    const qualities = random.shuffle(Array.from({ length: trials }, (__, i) => i / trials))
    const stopped = new Set<number>()
    for (let step = 0; step < 10; step++) {
      for (let i = 0; i < trials; i++) {
        times[i] = after(times[i] as number, random)
        const quality = qualities[i] as number
        const reward = quality + random.next() / 10
        const result = { training_iteration: step + 1, time_total_s: times[i], reward }
        const { action } = schedule.onTrialResult(`t${i}`, result, glance)
        if (i > 100 && action === 'stop') stopped.add(quality)
      }
    }
    // Nobody is taken out: the worse half is told to stop, and none of those that are clearly better.
    expect(stopped.size / trials).toBeGreaterThan(0.4)
    expect(Math.min(...stopped)).toBeLessThan(0.01)
    expect(Math.max(...stopped)).toBeLessThan(0.75)
  })
})
