import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figure } from '../../src/math/figures.ts'
import { quantile } from '../../src/math/quantile.ts'
import { compareScores } from '../../src/math/score.ts'
import { PercentileStoppingRule } from '../../src/schedule/median/percentile-stopping.ts'
import { ScheduleDriver } from '../support/schedule-driver.ts'
import { play, steps } from './median-courses.ts'
import type { Mode, Result } from '../../src/math/score.ts'
import type { PercentileStoppingRuleOptions } from '../../src/schedule/median/percentile-stopping.ts'
import type { Plain } from './median-courses.ts'

interface Point {
  readonly time: number
  readonly iteration: number
  readonly score: number
}

/** The rule as it is written, without any books. */
class PlainPercentile implements Plain {
  readonly #options: Required<PercentileStoppingRuleOptions>
  readonly #points: Map<string, readonly Point[]> = new Map()
  readonly #interrupted: Set<string> = new Set()
  readonly #ended: Set<string> = new Set()

  constructor(options: Required<PercentileStoppingRuleOptions>) {
    this.#options = options
  }

  interrupt(trial: string): void {
    this.#interrupted.add(trial)
  }

  end(trial: string, how: string): void {
    if (how === 'completed') this.#ended.add(trial)
  }

  report(trial: string, result: Result, isFinal = false): string {
    const { timeAttr, metric, mode, percentile } = this.#options
    const { gracePeriod, startupTrials, minSamplesRequired, interval } = this.#options
    const sign = mode === 'max' ? 1 : -1
    const time = result[timeAttr] as number
    const iteration = result['training_iteration'] as number
    const again = this.#interrupted.delete(trial)
    const standing = (this.#points.get(trial) ?? []).filter(
      (point) =>
        point.time <= time &&
        point.iteration <= iteration &&
        !(point.iteration === iteration && (again || (isFinal && point.time === time))),
    )
    const points = [...standing, { time, iteration, score: sign * (result[metric] as number) }]
    this.#points.set(trial, points)
    if (isFinal || time < gracePeriod || this.#ended.size < startupTrials) return 'continue'
    const begin = Math.floor((time - gracePeriod) / interval) * interval + gracePeriod
    if (standing.some((point) => point.time >= begin)) return 'continue'
    const others = [...this.#ended]
      .flatMap((other) => this.#scoreAt(other, time))
      .toSorted((a, b) => compareScores(a, b, 'max'))
    if (others.length < minSamplesRequired) return 'continue'
    const at = (k: number): number => others[k] as number
    const cutoff = quantile({ size: others.length, at }, (100 - percentile) / 100) as number
    const best = points.map(({ score }) => score).toSorted((a, b) => compareScores(b, a, 'max'))[0]
    if (compareScores(best as number, cutoff, 'max') >= 0) return 'continue'
    return (
      `at ${timeAttr} ${figure(time)}: the best ${metric} so far ` +
      `${figure(sign * (best as number), sign * cutoff)} is worse than ` +
      `${figure(sign * cutoff, sign * (best as number))}, where the best ${percentile} % of ` +
      `${others.length} ${others.length === 1 ? 'trial' : 'trials'} begin`
    )
  }

  #scoreAt(trial: string, time: number): readonly number[] {
    const points = this.#points.get(trial) ?? []
    const latest = points.findLast((point) => point.time <= time)
    if (latest === undefined || !points.some((point) => point.time >= time)) return []
    return [latest.score]
  }
}

const options = fc.record({
  timeAttr: fc.constantFrom('t', 'training_iteration'),
  metric: fc.constant('loss'),
  mode: fc.constantFrom<Mode>('min', 'max'),
  percentile: fc.constantFrom(0, 10, 25, 50, 70, 100),
  gracePeriod: fc.constantFrom(0, 1, 2.5),
  startupTrials: fc.constantFrom(0, 0, 1, 2),
  minSamplesRequired: fc.constantFrom(1, 1, 2),
  interval: fc.constantFrom(0.1, 1, 2),
})

/** Where many trials come and go: the rule compares with those that have ended. */
const busySteps = fc
  .tuple(steps, fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }))
  .map(([list, rounds]) =>
    list.map(([kind, trial, ahead, value], i) => {
      const round = Math.floor(i / 12)
      const number = trial + 5 * round + (rounds[round % rounds.length] as number)
      return [kind === 'report' && i % 12 > 9 ? 'complete' : kind, number, ahead, value] as const
    }),
  )

describe('the percentile rule, whatever happens', () => {
  it('decides as the rule is written', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(options, busySteps, (given, list) => {
        const driver = new ScheduleDriver(new PercentileStoppingRule(given))
        for (const [expected, said] of play(driver, new PlainPercentile(given), list)) {
          expect(said).toBe(expected)
          seen.set(said.slice(0, 2), (seen.get(said.slice(0, 2)) ?? 0) + 1)
        }
      }),
      { numRuns: 250 },
    )
    // There was something to decide.
    expect(seen.get('at')).toBeGreaterThan(100)
    expect(seen.get('co')).toBeGreaterThan(100)
  })

  it('goes on from any moment as if there had been no interruption', () => {
    fc.assert(
      fc.property(options, busySteps, fc.nat(120), (given, list, cut) => {
        const whole = new ScheduleDriver(new PercentileStoppingRule(given))
        play(whole, new PlainPercentile(given), list)
        const part = new ScheduleDriver(new PercentileStoppingRule(given))
        for (const told of whole.log.slice(0, cut)) part.tell(told)
        const restored = part.retold()
        for (const told of whole.log.slice(cut)) restored.tell(told)
        expect(restored.decisions).toEqual(whole.decisions)
        expect(restored.schedule.describe()).toBe(whole.schedule.describe())
      }),
    )
  })

  it('small is to min as large is to max', () => {
    fc.assert(
      fc.property(options, busySteps, (given, list) => {
        const [max, min] = (['max', 'min'] as const).map((mode) => {
          const driver = new ScheduleDriver(new PercentileStoppingRule({ ...given, mode }))
          const turned = list.map(
            ([kind, trial, ahead, v]) => [kind, trial, ahead, mode === 'max' ? v : -v] as const,
          )
          play(driver, new PlainPercentile({ ...given, mode }), turned)
          return driver.decisions.map(({ action }) => action)
        })
        expect(min).toEqual(max)
      }),
    )
  })
})
