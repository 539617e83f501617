import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { farthestFirst } from '../../src/math/farthest-first.ts'
import { nonDominatedSort } from '../../src/math/pareto.ts'
import { Random } from '../../src/math/random.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { ScheduleDriver } from '../support/schedule-driver.ts'
import { Player, steps } from './asha-play.ts'
import type { Result } from '../../src/math/score.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'

const objectives = [
  { metric: 'accuracy', mode: 'max' },
  { metric: 'cost/ms', mode: 'min' },
] as const

type Values = readonly [accuracy: number, ms: number]

function at(time: number, [accuracy, ms]: Values): Result {
  return { training_iteration: time, accuracy, cost: { ms } }
}

function driverFor(options: ASHASchedulerOptions): ScheduleDriver {
  return new ScheduleDriver(new ASHAScheduler({ objectives, ...options }), { metric: 'unused' })
}

/** One new trial each, called by its letter, all reporting at time 1. */
function atOnce(driver: ScheduleDriver, values: readonly Values[]): readonly string[] {
  return values.map((value, i) => {
    const trial = String.fromCharCode(97 + i)
    return driver.add(trial).report(trial, at(1, value))
  })
}

const { NaN: nan, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
const odd = fc.constantFrom(nan, POSITIVE_INFINITY, NEGATIVE_INFINITY)
const value = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 6 }), weight: 8 },
  { arbitrary: odd, weight: 1 },
)
const anyValues: fc.Arbitrary<readonly Values[]> = fc.array(fc.tuple(value, value), {
  minLength: 1,
  maxLength: 25,
  size: 'max',
})

describe('ASHA with several objectives that stops', () => {
  it('lets compromises go on, and stops what is beaten', () => {
    const driver = driverFor({ reductionFactor: 2 })
    expect(
      atOnce(driver, [
        // The first goes on.
        [0.5, 50],
        // As good as the first, in another way: the cutoff is the first one.
        [0.4, 20],
        [0.9, 90],
        // Beaten by the first.
        [0.5, 60],
        [0.4, 80],
        [0.1, 5],
      ]),
    ).toEqual(['continue', 'stop', 'continue', 'stop', 'stop', 'continue'])
    expect(driver.decisions.map(({ reason }) => reason).filter(Boolean)).toEqual([
      'rung 1: on front 1, one of 2, not among the best 1',
      'rung 1: on front 2, one of 4, not among the best 2',
      'rung 1: on front 3, one of 5, not among the best 3',
    ])
    expect(driver.decisions.every(({ rung }) => rung === 1)).toBe(true)
    expect(driver.schedule.describe()).toContain('Iter 1.000: 4 of 6 on the front')
  })

  it('lets equals go on, as with one metric', () => {
    const same: readonly Values[] = Array.from({ length: 9 }, () => [0.5, 50])
    expect(new Set(atOnce(driverFor({}), same))).toEqual(new Set(['continue']))
    const nans: readonly Values[] = Array.from({ length: 9 }, () => [nan, 50])
    expect(new Set(atOnce(driverFor({}), nans))).toEqual(new Set(['continue']))
  })

  it('stops at maxT, also a trial on the front', () => {
    const driver = driverFor({ maxT: 4 }).add('a')
    expect(driver.report('a', at(4, [1, 1]))).toBe('stop')
    expect(driver.reason).toBe('training_iteration 4 has reached maxT 4')
    expect(driver.schedule.describe()).toBe(
      'Using ASHA: num_stopped=1, Bracket: Iter 4.000: 1 of 1 on the front | Iter 1.000: none',
    )
  })

  it('leaves results that lack one of the objectives alone', () => {
    const driver = driverFor({}).add('a', 'b')
    driver.report('a', at(1, [1, 1]))
    expect(driver.report('b', { training_iteration: 1, accuracy: 0 })).toBe('continue')
    expect(driver.report('b', { training_iteration: 2, cost: { ms: 9 } })).toBe('continue')
    driver.complete('b', { training_iteration: 3, accuracy: 0 })
    expect(driver.add('c').report('c', at(1, [0, 9]))).toBe('stop')
    expect(driver.reason).toContain('one of 2')
  })

  it('lets on those that are no worse than the quantile of those before, by rank', () => {
    fc.assert(
      fc.property(anyValues, fc.constantFrom(1.5, 2, 3, 4), (values, reductionFactor) => {
        const actions = atOnce(driverFor({ reductionFactor }), values)
        actions.forEach((action, i) => {
          const points = values.slice(0, i + 1).map(([accuracy, ms]) => [accuracy, -ms])
          const key = (k: number): string =>
            points[k]?.some(Number.isNaN) === true ? 'NaN' : String(points[k]?.map((x) => x + 0))
          const order = nonDominatedSort(points).flatMap((front) =>
            key(front[0] as number) === 'NaN'
              ? front
              : farthestFirst(front.map((k) => points[k] as number[])).map(
                  (k) => front[k] as number,
                ),
          )
          const better = order.findIndex((k) => key(k) === key(i))
          // i came before; the quantile's place among them, counted from the best.
          const place = Math.round((i - 1) / reductionFactor)
          expect(action).toBe(i === 0 || better <= place ? 'continue' : 'stop')
        })
      }),
    )
  })

  it('with objectives that agree does what it does with one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom(1, 2, 3),
        (values, k) => {
          const one = new ScheduleDriver(new ASHAScheduler({ reductionFactor: 2 * k }), {
            metric: 'accuracy',
          })
          const both = values.map((value): Values => [value, -value])
          const expected = atOnce(one, both)
          const actual = atOnce(driverFor({ reductionFactor: 2 * k }), both)
          // Where the quantile is one of the values; else a newcomer may be on either side of it.
          const isExact = (_: string, i: number): boolean => (i - 1) % (2 * k) === 0
          expect(actual.filter(isExact)).toEqual(expected.filter(isExact))
        },
      ),
    )
  })

  it('lets about one in reductionFactor go on', () => {
    const random = Random.fromSeed(4)
    const driver = driverFor({ reductionFactor: 4 })
    const values = Array.from({ length: 1000 }, (): Values => [random.next(), random.next()])
    const on = values.filter(
      (value, i) => driver.add(`t${i}`).report(`t${i}`, at(1, value)) === 'continue',
    )
    expect(on.length).toBeGreaterThan(225)
    expect(on.length).toBeLessThan(290)
  })
})

describe('ASHA with several objectives that stops, restored', () => {
  it('goes on from any moment as if there had been no interruption', () => {
    const scheduler = new ASHAScheduler({
      maxT: 9,
      reductionFactor: 2,
      brackets: 2,
      objectives: [
        { metric: 'reward', mode: 'max' },
        { metric: 'other', mode: 'min' },
      ],
    })
    fc.assert(
      fc.property(steps, (list) => {
        const whole = new Player(new ScheduleDriver(scheduler)).play(list).finish(9).driver
        whole.log.forEach((_, cut) => {
          const part = new ScheduleDriver(scheduler)
          for (const told of whole.log.slice(0, cut)) part.tell(told)
          const restored = part.retold()
          for (const told of whole.log.slice(cut)) restored.tell(told)
          expect(restored.decisions).toEqual(whole.decisions)
          expect(restored.schedule.describe()).toBe(whole.schedule.describe())
        })
      }),
      { numRuns: 20 },
    )
  })
})

describe('ASHA with several objectives that promotes', () => {
  it('resumes from the front, so that it is covered', () => {
    const driver = driverFor({ variant: 'promote', reductionFactor: 3 })
    const actions = atOnce(driver, [
      [0.5, 50],
      [0.52, 52],
      [0.9, 90],
      [0.1, 10],
      [0.4, 80],
      [0.3, 85],
      [0.2, 90],
      [0.2, 91],
      [0.1, 99],
    ])
    // c is the most accurate, d is farthest from it, then a: all three on the front, b is as well.
    expect(actions).toEqual([
      'pause',
      'pause',
      'continue',
      ...Array.from({ length: 6 }, () => 'pause'),
    ])
    expect([1, 2, 3].map(() => driver.startNext())).toEqual(['d', 'a', undefined])
    driver.idle()
    expect(driver.orders.map(({ trial }) => trial)).toEqual(['b', 'e', 'f', 'g', 'h', 'i'])
    expect(driver.orders[1]).toEqual({
      trial: 'e',
      action: 'stop',
      reason: 'rung 1: on front 2, one of 9, not among the best 3',
    })
    expect(driver.schedule.describe()).toContain('Iter 1.000: best 3 of 9')
  })

  it('does not promote more of one front than its share, however its cover moves', () => {
    const random = Random.fromSeed(6)
    const driver = driverFor({ variant: 'promote', reductionFactor: 3 })
    const times = new Map<string, number>()
    const gone: number[] = []
    for (let i = 0; i < 90; i++) {
      const ms = random.next()
      times.set(`t${i}`, ms)
      if (driver.add(`t${i}`).report(`t${i}`, at(1, [ms, ms])) === 'continue') gone.push(ms)
      for (let next = driver.startNext(); next !== undefined; next = driver.startNext()) {
        gone.push(times.get(next) as number)
        // It goes on, and is heard of.
        driver.report(next, at(2, [0, 1]))
      }
    }
    expect(gone).toHaveLength(30)
    // They are spread over the front, though it was not known when they were chosen.
    const sorted = [0, ...gone.toSorted((a, b) => a - b), 1]
    const gaps = sorted.slice(1).map((ms, i) => ms - (sorted[i] as number))
    expect(Math.max(...gaps)).toBeLessThan(0.1)
  })

  it('promotes what is NaN anywhere last', () => {
    const driver = driverFor({ variant: 'promote', reductionFactor: 2 })
    const actions = atOnce(driver, [
      [nan, 1],
      [0.9, nan],
      [-1, 100],
      [0, 99],
      [NEGATIVE_INFINITY, POSITIVE_INFINITY],
    ])
    expect(actions).toEqual(['pause', 'pause', 'continue', 'continue', 'pause'])
    expect(driver.startNext()).toBeUndefined()
    for (const trial of ['x', 'y', 'z']) driver.add(trial).report(trial, at(1, [nan, nan]))
    // Four of eight go on: three that are measured, and the NaN that came first.
    expect([1, 2, 3].map(() => driver.startNext())).toEqual(['e', 'a', undefined])
  })
})

describe('objectives', () => {
  it('need neither metric nor mode, and leave those of the tuner alone', () => {
    const scheduler = new ASHAScheduler({ objectives })
    expect(scheduler.metric).toBeUndefined()
    expect(scheduler.mode).toBeUndefined()
    const schedule = scheduler.create({
      metric: undefined,
      mode: 'max',
      random: Random.fromSeed(1),
    })
    expect(schedule.describe()).toContain('Using ASHA')
  })

  it('are copied, so that nobody changes them afterwards', () => {
    const mine: { metric: string; mode: 'min' | 'max' }[] = objectives.map((each) => ({ ...each }))
    const scheduler = new ASHAScheduler({ objectives: mine })
    ;(mine[0] as { metric: string }).metric = 'other'
    mine.pop()
    expect(scheduler.toJSON().options['objectives']).toEqual(objectives)
  })
})
