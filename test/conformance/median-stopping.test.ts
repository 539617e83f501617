import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
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

/** t1 climbs by 100 for ten results, t2 stays at 450 for five; nobody is stopped. */
function withBasePair(driver: ScheduleDriver): ScheduleDriver {
  driver.add('t1', 't2')
  for (let i = 0; i < 10; i++) expect(driver.report('t1', R(i, i * 100))).toBe('continue')
  for (let i = 0; i < 5; i++) expect(driver.report('t2', R(i, 450))).toBe('continue')
  return driver
}

function withBothComplete(driver: ScheduleDriver): ScheduleDriver {
  return withBasePair(driver).complete('t1', R(10, 1000)).complete('t2', R(10, 1000))
}

describe('the median rule against the scheduler tests of Ray Tune', () => {
  it('30 constant performance: the best ever against the running means (equal to Ray)', () => {
    const driver = withBasePair(median()).complete('t1', R(10, 1000))
    expect(driver.report('t2', R(5, 450))).toBe('continue')
    expect(driver.report('t2', R(6, 0))).toBe('continue')
    expect(driver.report('t2', R(10, 450))).toBe('stop')
    expect(driver.reason).toBe(
      'at time_total_s 10: the best reward so far 450 is worse than the median 500 of 1 trial',
    )
  })

  it('31 on complete only: who has come as far counts, ended or not (equal to Ray)', () => {
    const driver = withBasePair(median())
    expect(driver.report('t2', R(100, 0))).toBe('continue')
    driver.complete('t1', R(101, 1000))
    expect(driver.report('t2', R(101, 0))).toBe('stop')
  })

  it('32 grace period: nobody is stopped before it (equal to Ray)', () => {
    const driver = withBothComplete(median({ gracePeriod: 2.5 })).add('t3')
    expect([1, 2, 3].map((t) => driver.report('t3', R(t, 10)))).toEqual([
      'continue',
      'continue',
      'stop',
    ])
  })

  it('33 minimum of samples: nobody is stopped by fewer (equal to Ray)', () => {
    const driver = withBasePair(median({ minSamplesRequired: 2 })).complete('t1', R(10, 1000))
    expect(driver.add('t3').report('t3', R(5, 10))).toBe('continue')
    driver.complete('t2', R(5, 1000))
    expect(driver.report('t3', R(5, 10))).toBe('stop')
  })

  it('34 uses the median (equal to Ray)', () => {
    const driver = withBothComplete(median()).add('t3')
    expect(driver.report('t3', R(1, 260))).toBe('continue')
    expect(driver.report('t3', R(2, 260))).toBe('stop')
    expect(driver.reason).toBe(
      'at time_total_s 2: the best reward so far 260 is worse than the median 275 of 2 trials',
    )
    expect(driver.schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=1')
  })

  it('34 soft stop: it pauses, and goes on unjudged (equal to Ray)', () => {
    const driver = withBothComplete(median({ hardStop: false })).add('t3')
    expect(driver.report('t3', R(1, 260))).toBe('continue')
    expect(driver.report('t3', R(2, 260))).toBe('pause')
    expect(driver.finishSearch().startNext()).toBe('t3')
    expect([3, 4, 9].map((t) => driver.report('t3', R(t, -1000)))).toEqual([
      'continue',
      'continue',
      'continue',
    ])
    expect(driver.schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=1')
  })

  it.each([
    [19.9, 'stop'],
    [20, 'continue'],
  ])('35 three constant trials: %d at the first step is told to %s (equal to Ray)', (value, is) => {
    const driver = median({ minSamplesRequired: 3 })
    for (const v of [10, 20, 30]) {
      driver.add(`c${v}`)
      for (const t of [1, 2, 3]) driver.report(`c${v}`, R(t, v))
    }
    expect(driver.add('d').report('d', R(1, value))).toBe(is)
  })

  it.each([
    [6, 'continue'],
    [6.01, 'stop'],
  ])('35 mode min: %d against a running mean of 6 is told to %s (equal to Ray)', (value, is) => {
    const driver = median({}, { mode: 'min' }).add('a', 'd')
    for (const [i, v] of [10, 6, 2].entries()) driver.report('a', R(i + 1, v))
    expect(driver.report('d', R(3, value))).toBe(is)
  })

  it('12 NaN and infinities are no error (equal to Ray)', () => {
    const driver = median()
    const odd = { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY }
    driver.add(...Object.keys(odd))
    for (let i = 0; i < 10; i++) {
      for (const [trial, value] of Object.entries(odd)) {
        if (driver.trial(trial).status === 'RUNNING') driver.report(trial, R(i, value))
      }
    }
    for (const [trial, value] of Object.entries(odd)) driver.complete(trial, R(9, value))
    expect(driver.decisions).toHaveLength(30)
    // Between NaN and infinity NaN is the median, so that not even the worst is worse.
    expect(driver.schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=0')
  })

  it('13 the anonymous metric (equal to Ray)', () => {
    const driver = median({}, { metric: '_metric', mode: 'max' }).add('a', 'b')
    expect(driver.report('a', R(1, 3, '_metric'))).toBe('continue')
    expect(driver.report('b', R(1, 2, '_metric'))).toBe('stop')
  })
})

describe('the median rule where Ray Tune is wrong', () => {
  it('one NaN does not stop everybody (documented fix)', () => {
    const driver = median().add('a', 'b', 'c', 'd')
    driver.report('a', R(1, Number.NaN))
    driver.report('b', R(1, 1))
    driver.report('c', R(1, 2))
    // NaN, 1, 2: the median is 1. In Ray it is NaN, and nobody is as good as that.
    expect(driver.report('d', R(1, 1.5))).toBe('continue')
    expect(driver.add('e').report('e', R(1, 0.5))).toBe('stop')
    expect(driver.reason).toContain('worse than the median 1.25 of 4 trials')
  })

  it('a NaN of its own does not hide what a trial has reached (documented fix)', () => {
    for (const order of [
      [5, Number.NaN],
      [Number.NaN, 5],
    ]) {
      const driver = median({ gracePeriod: 2 }).add('a', 'b')
      driver.report('b', R(1, order[0] as number))
      driver.report('a', R(2, 4))
      expect(driver.report('b', R(2, order[1] as number))).toBe('continue')
    }
  })

  it('a trial that has reported nothing but NaN is stopped by any number (equal to Ray)', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, Number.NEGATIVE_INFINITY))
    expect(driver.report('b', R(1, Number.NaN))).toBe('stop')
    expect(driver.reason).toContain('reward so far NaN is worse than the median -Infinity of 1')
  })

  it('an infinite mean is not averaged with another one (documented fix)', () => {
    const driver = median().add('a', 'b', 'c', 'd')
    driver.report('a', R(1, Number.NEGATIVE_INFINITY))
    driver.report('b', R(1, Number.POSITIVE_INFINITY))
    // In Ray the median is NaN, and everybody is stopped.
    expect(driver.report('c', R(1, -1e300))).toBe('continue')
    expect(driver.report('d', R(1, -1e301))).toBe('stop')
    expect(driver.reason).toContain('worse than the median -1e+300 of 3')
  })

  it('a mean is not beyond its numbers by rounding (documented fix)', () => {
    const driver = median().add('a', 'b')
    for (const trial of ['a', 'b']) {
      // The sum of three times 0.1 is more than 0.3: in Ray the second trial is worse than its like.
      for (const t of [1, 2, 3]) expect(driver.report(trial, R(t, 0.1))).toBe('continue')
    }
  })

  it('a trial that has reported nothing up to then is no peer (documented fix)', () => {
    const driver = median().add('a', 'b', 'c')
    driver.report('a', R(10, 1))
    // In Ray its mean at 5 is that of no numbers, NaN, and everybody is stopped.
    expect(driver.report('b', R(5, 0))).toBe('continue')
    expect(driver.report('c', R(5, -1))).toBe('stop')
  })

  it('the last result is not counted again when the trial ends (documented fix)', () => {
    const driver = median().add('a', 'b')
    for (const v of [0, 3]) driver.report('a', R(v, v))
    driver.complete('a', R(3, 3))
    expect(driver.report('b', R(3, 1.5))).toBe('continue')
    expect(driver.add('c').report('c', R(3, 1.4))).toBe('stop')
    expect(driver.reason).toContain('median 1.5 of 2 trials')
  })

  it('a retried trial is counted once, by what it reported last (documented fix)', () => {
    const driver = median().add('a', 'b')
    for (const [t, v] of [9, 9, 9].entries()) driver.report('a', R(t + 1, v))
    driver.fail('a', { retried: true }).startNext()
    for (const [t, v] of [1, 2].entries()) driver.report('a', R(t + 1, v))
    expect(driver.report('b', R(2, 1.5))).toBe('continue')
    // It has not yet come as far again.
    expect(driver.report('b', R(3, -5))).toBe('continue')
  })

  it('a result after a hard stop is no error (documented fix)', () => {
    const driver = median().add('a', 'b')
    driver.report('a', R(1, 1))
    expect(driver.report('b', R(1, 0))).toBe('stop')
    expect(driver.report('b', R(2, 5))).toBe('continue')
    expect(driver.schedule.describe()).toBe('Using MedianStoppingRule: num_stopped=1')
  })

  it('makes no room without a checkpoint of just now (documented fix)', () => {
    const driver = median({ minSamplesRequired: 3 }, { checkpoints: false }).add('a')
    driver.addWith('w', {}, 'PENDING')
    expect(driver.report('a', R(1, 1))).toBe('continue')
    expect(driver.report('a', R(2, 1), { checkpoint: true })).toBe('pause')
    expect(driver.startNext()).toBe('w')
    driver.tell({ type: 'started', trial: 'a' })
    driver.addWith('x', {}, 'PENDING')
    expect(driver.report('a', R(3, 1))).toBe('continue')
  })
})

interface Recorded {
  readonly options: MedianStoppingRuleOptions
  readonly waiting: boolean
  readonly stopped: number
  readonly events: readonly (readonly [trial: number, time: number, value: number, said: number])[]
}

const file = new URL('./median-stopping-decisions.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Recorded[] }

describe('recorded decisions of Ray Tune: equal to Ray', () => {
  it.each(cases.map((recorded) => [JSON.stringify(recorded.options), recorded] as const))(
    '%s',
    (_, { options, waiting, events, stopped }) => {
      const driver = new ScheduleDriver(new MedianStoppingRule(options))
      if (waiting) driver.addWith('w', {}, 'PENDING')
      const said = events.map(([number, time, value, action]) => {
        const trial = String(number)
        // All were there from the beginning; those that pause are resumed before they report again.
        if (driver.glance.trial(trial) === undefined) driver.add(trial)
        else driver.tell({ type: 'started', trial })
        if (action === 3) driver.complete(trial, R(time, value))
        return action === 3
          ? 3
          : { continue: 0, stop: 1, pause: 2 }[driver.report(trial, R(time, value)) as 'pause']
      })
      expect(said).toEqual(events.map(([, , , action]) => action))
      expect(driver.schedule.describe()).toContain(`num_stopped=${stopped}`)
    },
  )
})
