import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { Mode } from '../../src/math/score.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'
import type { Told } from '../support/schedule-driver.ts'

const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
/** Few different values, so that there are ties. */
const finite = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, min: -9, max: 9 }),
)
const anyValue = fc.oneof({ arbitrary: finite, weight: 6 }, { arbitrary: odd, weight: 1 })

const options: fc.Arbitrary<ASHASchedulerOptions> = fc.record({
  maxT: fc.constantFrom(4, 9, 10, 27),
  gracePeriod: fc.constantFrom(0.5, 1, 2.5),
  reductionFactor: fc.constantFrom(1.5, 2, 3, 4),
  brackets: fc.constantFrom(1, 2, 20),
  stopLastTrials: fc.boolean(),
})

type Step = readonly [
  kind: 'report' | 'complete' | 'retry',
  trial: number,
  ahead: number,
  value: number,
]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom('report', 'report', 'report', 'report', 'complete', 'retry'),
    fc.nat(7),
    fc.constantFrom(0.25, 1, 1, 1, 5),
    anyValue,
  ),
  { maxLength: 80, size: 'max' },
)

/** Tells a driver the steps as a study would, and returns what became of each report. */
function play(driver: ScheduleDriver, list: readonly Step[], sign = 1): readonly string[] {
  const times = new Map<string, number>()
  const ended = new Set<string>()
  return list.map(([kind, number, ahead, value]) => {
    const trial = `t${number}`
    if (ended.has(trial)) return 'over'
    if (!times.has(trial)) driver.add(trial)
    const time = (times.get(trial) ?? 0) + ahead
    times.set(trial, time)
    const result = R(time, sign * value)
    if (kind === 'complete') {
      driver.complete(trial, result)
      ended.add(trial)
      return 'complete'
    }
    if (kind === 'retry') {
      driver.fail(trial, { retried: true })
      times.set(trial, 0)
      return 'retry'
    }
    const action = driver.report(trial, result)
    if (action === 'stop') ended.add(trial)
    return action
  })
}

/** What becomes of a newcomer at a rung that has these scores, as a trial reports them at time 1. */
function fate(reductionFactor: number, scores: readonly number[], newcomer: number): string {
  const driver = new ScheduleDriver(new ASHAScheduler({ reductionFactor }))
  scores.forEach((score, i) => {
    driver.add(`s${i}`).tell({ type: 'result', trial: `s${i}`, result: R(1, score) })
  })
  return driver.add('newcomer').report('newcomer', R(1, newcomer))
}

/** NaN is the worst. */
function ascending(scores: readonly number[]): readonly number[] {
  const rank = (x: number): number => (Number.isNaN(x) ? 0 : 1)
  return scores.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : Number(a > b)))
}

const factor = fc.constantFrom(1.3, 2, 3, 4)

describe('ASHA, whatever happens', () => {
  it('told the same again decides the same', () => {
    fc.assert(
      fc.property(options, steps, fc.nat(), (given, list, seed) => {
        const driver = new ScheduleDriver(new ASHAScheduler(given), { seed })
        play(driver, list)
        const again = driver.retold()
        expect(again.decisions).toEqual(driver.decisions)
        expect(again.schedule.describe()).toBe(driver.schedule.describe())
      }),
    )
  })

  it('goes on from any moment as if there had been no interruption', () => {
    fc.assert(
      fc.property(options, steps, fc.nat(80), (given, list, cut) => {
        const whole = new ScheduleDriver(new ASHAScheduler(given))
        play(whole, list)
        const first: readonly Told[] = whole.log.slice(0, cut)
        const part = new ScheduleDriver(new ASHAScheduler(given))
        for (const told of first) part.tell(told)
        const restored = part.retold()
        for (const told of whole.log.slice(cut)) restored.tell(told)
        expect(restored.decisions).toEqual(whole.decisions)
      }),
    )
  })

  it('small is to min as large is to max', () => {
    fc.assert(
      fc.property(options, steps, (given, list) => {
        const [max, min] = (['max', 'min'] as readonly Mode[]).map((mode) =>
          play(
            new ScheduleDriver(new ASHAScheduler(given), { mode }),
            list,
            mode === 'max' ? 1 : -1,
          ),
        )
        expect(max).toEqual(min)
      }),
    )
  })

  it('the first at a rung goes on, whatever its score', () => {
    fc.assert(
      fc.property(factor, anyValue, (f, score) => {
        expect(fate(f, [], score)).toBe('continue')
      }),
    )
  })

  it('equals go on', () => {
    fc.assert(
      fc.property(factor, anyValue, fc.integer({ min: 1, max: 9 }), (f, score, n) => {
        expect(
          fate(
            f,
            Array.from({ length: n }, () => score),
            score,
          ),
        ).toBe('continue')
      }),
    )
  })

  it('does not depend on the order of those that came before', () => {
    fc.assert(
      fc.property(
        factor,
        fc
          .array(anyValue, { maxLength: 15 })
          .chain((scores) =>
            fc.tuple(
              fc.constant(scores),
              fc.shuffledSubarray(scores, { minLength: scores.length }),
            ),
          ),
        anyValue,
        (f, [scores, shuffled], newcomer) => {
          expect(fate(f, shuffled, newcomer)).toBe(fate(f, scores, newcomer))
        },
      ),
    )
  })

  it('NaN and infinities count by their rank alone', () => {
    fc.assert(
      fc.property(
        factor,
        fc.array(anyValue, { minLength: 1, maxLength: 15 }),
        finite,
        (f, scores, x) => {
          const sorted = ascending(scores)
          const position = (scores.length - 1) * (((1 - 1 / f) * 100) / 100)
          const lower = sorted[Math.floor(position)] as number
          const upper = sorted[Math.ceil(position)] as number
          const actual = fate(f, scores, x)
          const isFree = x < upper && !(x < lower)
          expect(actual).toBe(isFree ? actual : x < lower ? 'stop' : 'continue')
        },
      ),
    )
  })

  it('one NaN more stops nobody, one infinity more saves nobody', () => {
    fc.assert(
      fc.property(factor, fc.array(anyValue, { maxLength: 15 }), finite, (f, scores, x) => {
        const before = fate(f, scores, x)
        const extra = before === 'continue' ? Number.NaN : Number.POSITIVE_INFINITY
        expect(fate(f, [...scores, extra], x)).toBe(before)
      }),
    )
  })

  it('a NaN is stopped wherever a number is the cutoff', () => {
    fc.assert(
      fc.property(factor, fc.array(finite, { minLength: 1, maxLength: 9 }), (f, scores) => {
        expect(fate(f, scores, Number.NaN)).toBe('stop')
      }),
    )
  })
})
