import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

function promoting(
  options: ASHASchedulerOptions = {},
  setup: ScheduleDriverOptions = {},
): ScheduleDriver {
  const scheduler = new ASHAScheduler({
    variant: 'promote',
    maxT: 27,
    reductionFactor: 3,
    ...options,
  })
  return new ScheduleDriver(scheduler, setup)
}

/** One new trial a value, called by its letter, all reporting at time 1. */
function atOnce(driver: ScheduleDriver, values: readonly number[]): readonly string[] {
  return values.map((value, i) => {
    const trial = String.fromCharCode(97 + i)
    return driver.add(trial).report(trial, R(1, value))
  })
}

describe('ASHA that promotes', () => {
  it('pauses who is not among the best, and says so', () => {
    const driver = promoting()
    expect(atOnce(driver, [1, 2, 3, 2, 1, 5])).toEqual([
      'pause',
      'pause',
      // The best of three.
      'continue',
      'pause',
      'pause',
      'continue',
    ])
    expect(driver.decisions.map(({ reason }) => reason)).toEqual([
      'rung 1: 1st of 1, and of fewer than 3 none goes on',
      'rung 1: 1st of 2, and of fewer than 3 none goes on',
      undefined,
      'rung 1: 3rd of 4, not among the best 1',
      'rung 1: 5th of 5, not among the best 1',
      undefined,
    ])
    expect(driver.decisions.map(({ rung }) => rung)).toEqual([1, 1, 1, 1, 1, 1])
  })

  it('resumes who has come to be among the best, before new trials', () => {
    const driver = promoting().addWith('new', {}, 'PENDING')
    atOnce(driver, [9, 2])
    expect(driver.choose()).toBe('new')
    driver.add('z').report('z', R(1, 1))
    expect(driver.startNext()).toBe('a')
    expect(driver.startNext()).toBe('new')
    expect(driver.choose()).toBeUndefined()
    expect(driver.report('a', R(2, 9))).toBe('continue')
    expect(driver.report('a', R(3, 9))).toBe('pause')
    expect(driver.reason).toBe('rung 3: 1st of 1, and of fewer than 3 none goes on')
  })

  it('resumes the best first, of equals the one that came first', () => {
    const driver = promoting()
    // Meanwhile in the study nobody asked who is next.
    atOnce(driver, [5, 7, 3, 7, 1, 1, 1, 1, 1])
    driver.report('b', R(3, 1))
    expect(Array.from({ length: 3 }, () => driver.startNext())).toEqual(['d', 'a', undefined])
  })

  it('looks at the highest rungs first', () => {
    const driver = promoting()
    atOnce(driver, [9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect([1, 2, 3].map(() => driver.startNext())).toEqual(['a', 'b', 'c'])
    expect(driver.report('a', R(3, 1))).toBe('pause')
    expect(driver.report('b', R(3, 2))).toBe('pause')
    expect(driver.choose()).toBeUndefined()
    expect(driver.report('c', R(3, 0))).toBe('pause')
    for (const trial of ['x', 'y', 'z']) driver.add(trial).report(trial, R(1, 0))
    // At rung 3 b is the best of three, at rung 1 d is the fourth of twelve.
    expect([1, 2, 3].map(() => driver.startNext())).toEqual(['b', 'd', undefined])
  })

  it('does not name a trial that has not ended yet, but the next that may go on', () => {
    const driver = promoting()
    atOnce(driver, [5, 7, 1, 1, 1, 1])
    const waiting = (...ids: readonly string[]) => ({
      size: ids.length,
      first: ids[0],
      has: (id: string) => ids.includes(id),
      [Symbol.iterator]: () => ids[Symbol.iterator](),
    })
    const { schedule } = driver
    const pending = waiting()
    expect(schedule.choose({ pending, paused: waiting('a', 'c') })).toBe('a')
    expect(schedule.choose({ pending, paused: waiting('c', 'a', 'b') })).toBe('b')
    expect(schedule.choose({ pending, paused: waiting('c', 'd') })).toBeUndefined()
    expect(schedule.choose({ pending: waiting('n', 'm'), paused: waiting('c') })).toBe('n')
    // Asked again it says the same: nothing has been started.
    expect(schedule.choose({ pending, paused: waiting('c', 'a', 'b') })).toBe('b')
  })

  it('stops at maxT, and pauses nobody there', () => {
    const driver = promoting({ maxT: 9 }).add('a')
    expect(driver.report('a', R(9, 1))).toBe('stop')
    expect(driver.decisions.at(-1)).toEqual({
      action: 'stop',
      rung: 9,
      reason: 'training_iteration 9 has reached maxT 9',
    })
    expect(driver.schedule.describe()).toBe(
      'Using ASHA (promote): num_stopped=1, ' +
        'Bracket: Iter 9.000: best 0 of 1 | Iter 3.000: best 0 of 0 | Iter 1.000: best 0 of 0',
    )
  })

  it('lets them run on beyond maxT with stopLastTrials: false', () => {
    const driver = promoting({ maxT: 9, stopLastTrials: false }).add('a', 'b', 'c')
    expect(driver.report('a', R(9, 1))).toBe('continue')
    expect(driver.decisions.at(-1)?.rung).toBe(9)
    expect(driver.report('a', R(10, 1))).toBe('continue')
    expect(driver.report('b', R(100, 1))).toBe('continue')
    expect(driver.report('c', R(8, 1))).toBe('pause')
  })

  it('takes a trial that jumps over rungs into the highest only', () => {
    const driver = promoting()
    expect(driver.add('a').report('a', R(5, 1))).toBe('pause')
    expect(driver.decisions.at(-1)?.rung).toBe(3)
    expect(driver.schedule.describe()).toContain(
      'Iter 3.000: best 0 of 1 | Iter 1.000: best 0 of 0',
    )
  })

  it('lets a trial that begins anew come by the rungs that it has passed', () => {
    const driver = promoting({}, { checkpoints: false })
    atOnce(driver, [9, 1, 1])
    expect(driver.startNext()).toBe('a')
    expect([1, 2, 3].map((t) => driver.report('a', R(t, -9)))).toEqual([
      'continue',
      'continue',
      'pause',
    ])
    expect(driver.schedule.describe()).toContain('Iter 1.000: best 1 of 3')
  })

  it('keeps a promoted trial promoted when it fails and is retried', () => {
    const driver = promoting()
    atOnce(driver, [9, 1, 1])
    expect(driver.startNext()).toBe('a')
    // Others come that are better.
    for (const trial of ['x', 'y']) driver.add(trial).report(trial, R(1, 10))
    driver.fail('a', { retried: true })
    expect(driver.startNext()).toBe('a')
    expect(driver.report('a', R(2, 9))).toBe('continue')
    expect(driver.report('a', R(3, 9))).toBe('pause')
  })

  it('forgets a trial that failed for good or was given up, and keeps its scores', () => {
    const driver = promoting()
    atOnce(driver, [9, 8, 1, 1, 1, 1])
    driver.fail('a').tell({ type: 'removed', trial: 'b' })
    expect(driver.choose()).toBeUndefined()
    expect(driver.schedule.describe()).toContain('Iter 1.000: best 2 of 6')
    driver.idle()
    expect(driver.orders.map(({ trial }) => trial)).toEqual(['c', 'd', 'e', 'f'])
  })

  it('counts a trial that ended by itself among those at its rung', () => {
    const driver = promoting()
    atOnce(driver, [5, 4])
    driver.add('x', 'y').complete('x', R(2, 9)).complete('y')
    expect(driver.schedule.describe()).toContain('Iter 1.000: best 1 of 3')
    expect(driver.choose()).toBeUndefined()
    driver.complete('a', R(1, 5))
    expect(driver.schedule.describe()).toContain('Iter 1.000: best 1 of 3')
  })

  it('ends those that wait in vain when nothing else is left', () => {
    const driver = promoting()
    atOnce(driver, [5, 7, 1, 1])
    expect(driver.startNext()).toBe('b')
    expect(driver.report('b', R(3, 7))).toBe('pause')
    expect(driver.choose()).toBeUndefined()
    driver.idle()
    expect(driver.orders).toEqual([
      {
        trial: 'b',
        action: 'stop',
        reason: 'rung 3: 1st of 1, and of fewer than 3 none goes on',
      },
      { trial: 'a', action: 'stop', reason: 'rung 1: 2nd of 4, not among the best 1' },
      { trial: 'c', action: 'stop', reason: 'rung 1: 3rd of 4, not among the best 1' },
      { trial: 'd', action: 'stop', reason: 'rung 1: 4th of 4, not among the best 1' },
    ])
    expect(driver.status()).not.toContain('PAUSED')
    expect(driver.schedule.describe()).toContain('num_stopped=4')
    expect(driver.idle().orders).toHaveLength(4)
  })

  it('goes on with new trials after that, measured by all that there were', () => {
    const driver = promoting()
    atOnce(driver, [5, 7])
    driver.idle()
    expect(driver.add('x').report('x', R(1, 6))).toBe('pause')
    expect(driver.add('y').report('y', R(1, 8))).toBe('continue')
  })

  it('lets go on what paused without being told to, once nothing else is left', () => {
    const driver = promoting()
    driver.addWith('stray', {}, 'PAUSED').add('a')
    driver.report('a', R(1, 5))
    expect(driver.choose()).toBeUndefined()
    driver.idle()
    expect(driver.orders.map(({ trial }) => trial)).toEqual(['a'])
    expect(driver.startNext()).toBe('stray')
    expect(driver.report('stray', R(1, 1))).toBe('pause')
    expect(driver.choose()).toBeUndefined()
  })

  it('judges each bracket by itself, the one with most rungs first', () => {
    const driver = promoting({ brackets: 2, maxT: 9, reductionFactor: 2 }, { seed: 3 })
    const brackets: string[][] = [[], []]
    for (let i = 0; i < 40; i++) {
      const trial = `t${i}`
      // Each is worse than all before it, so that nobody goes on at once.
      const isFirst = driver.add(trial).report(trial, R(1, -i)) === 'pause'
      if (!isFirst) expect(driver.report(trial, R(2, -i))).toBe('pause')
      brackets[isFirst ? 0 : 1]?.push(trial)
    }
    const best = brackets.map((trials) => trials.slice(0, Math.floor(trials.length / 2)))
    expect(best.every(({ length }) => length > 2)).toBe(true)
    const resumed = brackets.flat().map(() => driver.startNext())
    expect(resumed.filter((trial) => trial !== undefined)).toEqual(best.flat())
    driver.idle()
    expect(driver.orders.map(({ trial }) => trial)).toEqual(
      brackets.flatMap((trials) => trials.slice(Math.floor(trials.length / 2))),
    )
  })

  it.each([
    ['numbers before NaN', [Number.NaN, 1, Number.NaN], 'b'],
    ['a NaN among NaN', [Number.NaN, Number.NaN, Number.NaN], 'a'],
    ['infinities by their rank', [Number.NEGATIVE_INFINITY, 0, Number.NaN], 'b'],
    ['-Infinity before NaN', [Number.NaN, Number.NEGATIVE_INFINITY, Number.NaN], 'b'],
  ])('%s', (_, values, promoted) => {
    const driver = promoting()
    atOnce(driver, values)
    expect(driver.startNext()).toBe(promoted)
    expect(driver.startNext()).toBeUndefined()
  })

  it('leaves results without time or metric alone', () => {
    const driver = promoting().add('a')
    expect(driver.report('a', { training_iteration: 1 })).toBe('continue')
    expect(driver.report('a', { reward: 1 })).toBe('continue')
    expect(driver.report('a', R(Number.NaN, 1))).toBe('continue')
    expect(driver.report('a', R(1, 1))).toBe('pause')
  })

  it.each([
    [1.1, 33, 30],
    [2.5, 10, 4],
    [1.5, 3, 2],
    [10, 1000, 100],
  ])('by a factor of %d promotes of %d trials %d', (reductionFactor, trials, promoted) => {
    const driver = promoting({ reductionFactor, maxT: 1e6 })
    for (let i = 0; i < trials; i++) driver.add(`t${i}`).report(`t${i}`, R(1, -i))
    const resumed = Array.from({ length: trials }, () => driver.startNext()).filter(
      (trial) => trial !== undefined,
    )
    expect(resumed).toEqual(Array.from({ length: promoted }, (_, i) => `t${i}`))
  })
})
