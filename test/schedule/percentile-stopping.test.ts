import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PercentileStoppingRule } from '../../src/schedule/median/percentile-stopping.ts'
import { Random } from '../../src/math/random.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PercentileStoppingRuleOptions } from '../../src/schedule/median/percentile-stopping.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

interface Recorded {
  readonly options: PercentileStoppingRuleOptions
  readonly stopped: number
  readonly events: readonly (readonly [trial: number, step: number, value: number, said: number])[]
}

const file = new URL('./percentile-decisions.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Recorded[] }

describe('recorded decisions of the PercentilePruner of Optuna: equal to Optuna', () => {
  it.each(cases.map((recorded) => [JSON.stringify(recorded.options), recorded] as const))(
    '%s',
    (_, { options, events, stopped }) => {
      const driver = new ScheduleDriver(new PercentileStoppingRule(options))
      const said = events.map(([number, step, value, action]) => {
        const trial = String(number)
        if (driver.glance.trial(trial) === undefined) driver.add(trial)
        const answer = driver.report(trial, R(step, value))
        if (answer === 'continue' && action === 3) driver.complete(trial, R(step, value))
        return answer === 'stop' ? 1 : action === 3 ? 3 : 0
      })
      expect(said).toEqual(events.map(([, , , action]) => action))
      expect(driver.schedule.describe()).toBe(
        `Using PercentileStoppingRule: num_stopped=${stopped}`,
      )
    },
  )
})

/** A study of which the trials with these values, one a step, have run to their end. */
function after(
  curves: readonly (readonly number[])[],
  options: PercentileStoppingRuleOptions = {},
  setup?: ScheduleDriverOptions,
): ScheduleDriver {
  const rule = new PercentileStoppingRule({ startupTrials: 0, ...options })
  const driver = new ScheduleDriver(rule, setup)
  curves.forEach((values, i) => {
    driver.add(`c${i}`)
    // All at once, so that none of them is stopped.
    values.slice(0, -1).forEach((value, t) => {
      driver.tell({ type: 'result', trial: `c${i}`, result: R(t + 1, value) })
    })
  })
  curves.forEach((values, i) => {
    driver.complete(`c${i}`, R(values.length, values.at(-1) as number))
  })
  return driver.add('x')
}

describe('PercentileStoppingRule', () => {
  it('keeps those whose best is among the best quarter at the same time', () => {
    const driver = after([[1], [2], [3], [4], [5]])
    expect(driver.report('x', R(1, 4))).toBe('continue')
    expect(driver.add('y').report('y', R(1, 3.99))).toBe('stop')
    expect(driver.reason).toBe(
      'at training_iteration 1: the best reward so far 3.99 is worse than 4, where the best 25 % of ' +
        '5 trials begin',
    )
  })

  it('compares the best ever with what the others had at the time, up or down', () => {
    const driver = after([[0.5, 0.1, 0.4]], { percentile: 50 }, { mode: 'min' })
    expect(driver.report('x', R(1, 0.3))).toBe('continue')
    expect(driver.report('x', R(2, 0.9))).toBe('stop')
    expect(driver.reason).toBe(
      'at training_iteration 2: the best reward so far 0.3 is worse than 0.1, where the best 50 % of ' +
        '1 trial begin',
    )
    expect(driver.add('y').report('y', R(3, 0.39))).toBe('continue')
  })

  it('does not count those that run, failed, or were stopped', () => {
    const driver = after([[1, 1]]).add('runs', 'fails')
    driver.report('runs', R(1, 100))
    driver.report('fails', R(1, 100))
    driver.fail('fails')
    expect(driver.report('x', R(1, 0.5))).toBe('stop')
    expect(driver.add('y').report('y', R(1, 1))).toBe('continue')
  })

  it('waits until enough have run to their end, and have come as far', () => {
    const driver = after([[1, 1], [2]], { startupTrials: 3, minSamplesRequired: 2 })
    expect(driver.report('x', R(1, 0))).toBe('continue')
    driver.add('c').complete('c', R(1, 3))
    expect(driver.report('x', R(2, 0))).toBe('continue')
    expect(driver.add('y').report('y', R(1, 0))).toBe('stop')
  })

  it('has at times between two reports what was reported before (unlike Optuna)', () => {
    const driver = after([[1, 5, 9]], { interval: 0.1 })
    expect(driver.report('x', R(1.5, 1))).toBe('continue')
    expect(driver.report('x', R(2.5, 4))).toBe('stop')
    expect(driver.add('y').report('y', R(0.5, 0))).toBe('continue')
    expect(driver.report('y', R(3.5, 0))).toBe('continue')
  })

  it('judges at the first result of each interval from the grace period on', () => {
    const at = (times: readonly number[]): readonly string[] => {
      const driver = after([[9, 9, 9, 9, 9, 9, 9, 9, 9]], { gracePeriod: 2, interval: 3 })
      return times.map((t) => driver.report('x', R(t, 0)))
    }
    expect(at([1, 2])).toEqual(['continue', 'stop'])
    expect(at([1, 4.5])).toEqual(['continue', 'stop'])
    // Where nobody is to be compared with, the interval is used up nevertheless.
    const driver = after([[]], { gracePeriod: 2, interval: 3 })
    expect(driver.report('x', R(2, 0))).toBe('continue')
    driver.add('c').complete('c', R(3, 9))
    expect(driver.report('x', R(3, 0))).toBe('continue')
    driver.add('d')
    driver.tell({ type: 'result', trial: 'd', result: R(1, 9) })
    driver.complete('d', R(9, 9))
    expect(driver.report('x', R(4, 0))).toBe('continue')
    expect(driver.report('x', R(5, 0))).toBe('stop')
  })

  it('takes NaN for the worst, and infinities by their rank (unlike Optuna, which leaves NaN out)', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number
    expect(after([[nan], [nan], [1]], { percentile: 50 }).report('x', R(1, -inf))).toBe('continue')
    expect(after([[nan], [1], [1]], { percentile: 50 }).report('x', R(1, 0))).toBe('stop')
    expect(after([[-inf], [inf]], { percentile: 50 }).report('x', R(1, -inf))).toBe('continue')
    expect(after([[nan]]).report('x', R(1, nan))).toBe('continue')
    const driver = after([[-inf, -inf]])
    expect(driver.report('x', R(1, nan))).toBe('stop')
    expect(driver.add('y').report('y', R(1, -inf))).toBe('continue')
    expect(driver.report('y', R(2, nan))).toBe('continue')
  })

  it('counts what a retried trial has reported last', () => {
    const driver = after([])
    for (const t of [1, 2, 3]) driver.report('x', R(t, 9))
    driver.fail('x', { retried: true }).startNext()
    driver.report('x', R(1, 1))
    driver.complete('x', R(2, 2))
    expect(driver.add('y').report('y', R(1, 1))).toBe('continue')
    expect(driver.report('y', R(2, 1))).toBe('stop')
    // It did not come as far again.
    expect(driver.add('z').report('z', R(3, 0))).toBe('continue')
  })

  it('takes back what its own retry supersedes', () => {
    const driver = after([[1, 5]])
    driver.report('x', R(1, 9))
    driver.fail('x', { retried: true }).startNext()
    driver.report('x', R(1, 2))
    expect(driver.report('x', R(2, 2))).toBe('stop')
  })

  it('leaves strange results and strangers alone', () => {
    const driver = after([[5]])
    expect(driver.report('x', { training_iteration: 1 })).toBe('continue')
    expect(driver.report('x', { reward: 1 })).toBe('continue')
    expect(driver.report('x', R(Number.NaN, 0))).toBe('continue')
    driver.complete('x').tell({ type: 'removed', trial: 'x' })
    const { schedule } = driver
    expect(schedule.onTrialResult('stranger', R(1, 0), driver.glance).action).toBe('continue')
    schedule.onTrialComplete('stranger', R(1, 0), driver.glance)
    schedule.onTrialError('stranger', driver.glance, false)
    expect(schedule.describe()).toBe('Using PercentileStoppingRule: num_stopped=0')
  })

  it('starts trials in order', () => {
    const driver = new ScheduleDriver(new PercentileStoppingRule())
    driver.addWith('a', {}, 'PAUSED').addWith('b', {}, 'PENDING')
    expect([driver.startNext(), driver.startNext(), driver.startNext()]).toEqual([
      'b',
      'a',
      undefined,
    ])
  })

  it('needs a metric', () => {
    const setup = { metric: undefined, mode: 'max', random: Random.fromSeed(1) } as const
    expect(() => new PercentileStoppingRule().create(setup)).toThrow(
      expect.objectContaining({ code: 'METRIC_REQUIRED' }),
    )
    expect(() => new PercentileStoppingRule({ metric: 'loss' }).create(setup)).not.toThrow()
  })

  it('is read back from what it says of itself', () => {
    const rule = new PercentileStoppingRule({ percentile: 10, metric: 'loss', mode: 'min' })
    const { name, options } = rule.toJSON()
    expect(name).toBe('percentile_stopping_rule')
    expect(new PercentileStoppingRule(options).toJSON()).toEqual(rule.toJSON())
    expect(new PercentileStoppingRule().toJSON().options).toEqual({
      timeAttr: 'training_iteration',
      percentile: 25,
      gracePeriod: 0,
      startupTrials: 5,
      minSamplesRequired: 1,
      interval: 1,
    })
  })

  it('plans one bracket of all trials, of which it does not know more', () => {
    expect(new PercentileStoppingRule({ gracePeriod: 3 }).plan(12)).toEqual({
      timeAttr: 'training_iteration',
      brackets: [{ trials: 12, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: [
        expect.stringMatching(/^From training_iteration 3 on/),
        expect.stringMatching(/^How many/),
      ],
    })
  })
})
