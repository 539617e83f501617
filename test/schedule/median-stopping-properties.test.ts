import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figure } from '../../src/math/figures.ts'
import { compareScores } from '../../src/math/score.ts'
import { MedianStoppingRule } from '../../src/schedule/median/median-stopping.ts'
import { ScheduleDriver } from '../support/schedule-driver.ts'
import { anyValue, finite, play, steps } from './median-courses.ts'
import type { Mode, Result } from '../../src/math/score.ts'
import type { MedianStoppingRuleOptions } from '../../src/schedule/median/median-stopping.ts'
import type { Told } from '../support/schedule-driver.ts'
import type { Plain } from './median-courses.ts'

interface Point {
  readonly time: number
  readonly iteration: number
  readonly score: number
}

/** The rule as it is written, without any books. */
class PlainMedian implements Plain {
  readonly #options: Required<MedianStoppingRuleOptions>
  readonly #points: Map<string, Point[]> = new Map()
  readonly #interrupted: Set<string> = new Set()
  readonly #exempt: Set<string> = new Set()

  constructor(options: Required<MedianStoppingRuleOptions>) {
    this.#options = options
  }

  interrupt(trial: string): void {
    this.#interrupted.add(trial)
  }

  /** `continue`, `few` where there are too few others, or why it is worse. */
  report(trial: string, result: Result, isFinal = false): string {
    const { timeAttr, metric, mode, gracePeriod, minSamplesRequired, hardStop } = this.#options
    const sign = mode === 'max' ? 1 : -1
    const point = {
      time: result[timeAttr] as number,
      iteration: result['training_iteration'] as number,
      score: sign * (result[metric] as number),
    }
    const again = this.#interrupted.delete(trial)
    const standing = (this.#points.get(trial) ?? []).filter(
      ({ time, iteration }) =>
        time <= point.time &&
        iteration <= point.iteration &&
        !(iteration === point.iteration && (again || (isFinal && time === point.time))),
    )
    const points = [...standing, point]
    this.#points.set(trial, points)
    if (this.#exempt.has(trial) || point.time < gracePeriod || isFinal) return 'continue'
    const means = [...this.#points.keys()]
      .filter((other) => other !== trial)
      .flatMap((other) => this.#meanAt(other, point.time))
      .toSorted((a, b) => compareScores(a, b, 'max'))
    if (means.length < minSamplesRequired) return 'few'
    const median = middle(means)
    const best = points.map(({ score }) => score).toSorted((a, b) => compareScores(b, a, 'max'))[0]
    if (compareScores(best as number, median, 'max') >= 0) return 'continue'
    if (!hardStop) this.#exempt.add(trial)
    return (
      `at ${timeAttr} ${figure(point.time)}: the best ${metric} so far ` +
      `${figure(sign * (best as number), sign * median)} is worse than the median ` +
      `${figure(sign * median, sign * (best as number))} of ${means.length} ` +
      (means.length === 1 ? 'trial' : 'trials')
    )
  }

  #meanAt(trial: string, time: number): readonly number[] {
    const points = this.#points.get(trial) ?? []
    const last = points.at(-1)
    if (last === undefined || last.time < time) return []
    const scores = points
      .filter((point) => point.time >= this.#options.gracePeriod && point.time <= time)
      .map(({ score }) => score)
    if (scores.length === 0) return []
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
    return [Math.min(Math.max(mean, Math.min(...scores)), Math.max(...scores))]
  }
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] as number
  if (sorted.length % 2 === 1) return upper
  const lower = sorted[half - 1] as number
  if (Number.isFinite(lower) && Number.isFinite(upper)) return (lower + upper) / 2
  return Number.isFinite(upper) ? upper : lower
}

const options = fc.record({
  timeAttr: fc.constantFrom('t', 'training_iteration'),
  metric: fc.constant('loss'),
  mode: fc.constantFrom<Mode>('min', 'max'),
  gracePeriod: fc.constantFrom(0, 1, 2.5),
  minSamplesRequired: fc.constantFrom(1, 1, 2, 3),
  minTimeSlice: fc.constantFrom(0, 1.5),
  hardStop: fc.boolean(),
})

describe('the median rule, whatever happens', () => {
  it('decides as the rule is written', () => {
    const seen = { continue: 0, few: 0, at: 0 }
    fc.assert(
      fc.property(options, steps, (given, list) => {
        const driver = new ScheduleDriver(new MedianStoppingRule(given))
        for (const [expected, said] of play(driver, new PlainMedian(given), list)) {
          seen[expected === 'continue' || expected === 'few' ? expected : 'at'] += 1
          // Where there are few, others may be made room for.
          if (expected !== 'few') expect(said).toBe(expected)
          else expect(said === 'continue' || said.endsWith('and others wait')).toBe(true)
        }
      }),
      { numRuns: 250 },
    )
    // There was something to decide.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
  })

  it('told the same again decides the same', () => {
    fc.assert(
      fc.property(options, steps, (given, list) => {
        const driver = new ScheduleDriver(new MedianStoppingRule(given))
        driver.addWith('waits', {}, 'PENDING')
        play(driver, new PlainMedian(given), list)
        const again = driver.retold()
        expect(again.decisions).toEqual(driver.decisions)
        expect(again.schedule.describe()).toBe(driver.schedule.describe())
        expect(again.choose()).toBe(driver.choose())
      }),
    )
  })

  it('goes on from any moment as if there had been no interruption', () => {
    fc.assert(
      fc.property(options, steps, fc.nat(120), (given, list, cut) => {
        const whole = new ScheduleDriver(new MedianStoppingRule(given))
        whole.addWith('waits', {}, 'PENDING')
        play(whole, new PlainMedian(given), list)
        const part = new ScheduleDriver(new MedianStoppingRule(given))
        const log: readonly Told[] = whole.log
        for (const told of log.slice(0, cut)) part.tell(told)
        const restored = part.retold()
        for (const told of log.slice(cut)) restored.tell(told)
        expect(restored.decisions).toEqual(whole.decisions)
      }),
    )
  })

  it('small is to min as large is to max', () => {
    fc.assert(
      fc.property(options, steps, (given, list) => {
        const [max, min] = (['max', 'min'] as const).map((mode) => {
          const driver = new ScheduleDriver(new MedianStoppingRule({ ...given, mode }))
          const turned = list.map(
            ([kind, trial, ahead, v]) => [kind, trial, ahead, mode === 'max' ? v : -v] as const,
          )
          play(driver, new PlainMedian({ ...given, mode }), turned)
          return driver.decisions.map(({ action }) => action)
        })
        expect(min).toEqual(max)
      }),
    )
  })

  it('one NaN more among the others stops nobody', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 9 }),
        finite,
        fc.integer({ min: 1, max: 4 }),
        (others, value, minSamplesRequired) => {
          const fate = (values: readonly number[]): string => {
            const driver = new ScheduleDriver(
              new MedianStoppingRule({ timeAttr: 't', gracePeriod: 0, minSamplesRequired }),
            )
            for (const [i, v] of values.entries()) driver.add(`o${i}`).complete(`o${i}`, at1(v))
            return driver.add('newcomer').report('newcomer', at1(value))
          }
          const before = fate(others)
          if (before === 'stop' || others.length < minSamplesRequired) return
          expect(fate([...others, Number.NaN])).toBe('continue')
        },
      ),
    )
  })
})

function at1(reward: number): Result {
  return { training_iteration: 1, t: 1, reward }
}
