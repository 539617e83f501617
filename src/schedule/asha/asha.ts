import { requireMetric } from '../require-metric.ts'
import { numberAt } from '../../math/score.ts'
import { Brackets } from './brackets.ts'
import { pointAt } from './objectives.ts'
import { ashaRules } from './options.ts'
import { ParetoStandings } from './pareto-standings.ts'
import { planASHA } from './plan.ts'
import { PromotingSchedule } from './promoting.ts'
import { PromotingRung } from './promoting-rung.ts'
import { ScoreStandings } from './score-standings.ts'
import { StoppingSchedule } from './stopping.ts'
import { StoppingFrontRung } from './stopping-front-rung.ts'
import { StoppingRung } from './stopping-rung.ts'
import type { Mode, Objective, Result } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { ASHARules, ASHASchedulerOptions } from './options.ts'
import type { Rung } from './rung.ts'
import type { Standings } from './standings.ts'

/** How results become scores, and what compares these at a rung. */
interface Comparison<Score> {
  readonly scoreOf: (result: Result) => Score | undefined
  readonly standings: () => Standings<Score>
  readonly stoppingRung: (milestone: number, reductionFactor: number) => Rung<Score>
}

/**
 * Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning",
 * MLSys 2020): at each rung `gracePeriod · reductionFactor^k` trials are compared, and about one in
 * `reductionFactor` goes on. NaN is worse than everything.
 *
 * The variant `stop`: a trial whose metric is worse than the `1 − 1/reductionFactor` quantile of those
 * that came to the rung before it is stopped; all others go on, none is ever paused. The first at a
 * rung and those that tie with the cutoff go on.
 *
 * The variant `promote`, as in the paper: a trial that is not among the best `⌊n / reductionFactor⌋` of
 * the n that have come to the rung pauses there, and is resumed once it is. Who is resumed comes before
 * new trials; the highest rungs come first, and at a rung the best. Equals rank as they came. A trial
 * that is good enough at once goes on without a pause. What still waits when nothing else is left to
 * run is stopped. Report checkpoints: without them a trial that is resumed begins anew.
 *
 * With several `objectives` the trials are ranked by fronts and, within a front, so that the first of
 * it cover all of it well (Schmucker et al., "Multi-objective Asynchronous Successive Halving", 2021).
 * To stop, an interpolated quantile is replaced by its nearer neighbour; to promote, those that went
 * on are the first of their front, and who complements them best is the next.
 */
export class ASHAScheduler implements Scheduler {
  readonly name = 'asha'
  readonly metric?: string
  readonly mode?: Mode
  readonly #rules: ASHARules
  readonly #objectives: readonly Objective[] | undefined

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: ASHASchedulerOptions = {}) {
    this.#rules = ashaRules(options)
    this.#objectives = options.objectives?.map(({ metric, mode }) => ({ metric, mode }))
    if (options.metric !== undefined) this.metric = options.metric
    if (options.mode !== undefined) this.mode = options.mode
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric, and
   * there are no `objectives`.
   */
  create(setup: ScheduleSetup): Schedule {
    const objectives = this.#objectives
    return objectives === undefined
      ? this.#schedule(
          setup,
          compareByMetric(
            requireMetric('ASHAScheduler', this.metric ?? setup.metric),
            this.mode ?? setup.mode,
          ),
        )
      : this.#schedule(setup, compareByObjectives(objectives))
  }

  plan(trials: number): SchedulePlan {
    return planASHA(this.#rules, trials)
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { metric, mode } = this
    const objectives = this.#objectives
    return {
      name: this.name,
      options: {
        ...this.#rules,
        ...(metric === undefined ? {} : { metric }),
        ...(mode === undefined ? {} : { mode }),
        ...(objectives === undefined ? {} : { objectives }),
      },
    }
  }

  #schedule<Score>(
    { random }: ScheduleSetup,
    { scoreOf, standings, stoppingRung }: Comparison<Score>,
  ): Schedule {
    const rules = this.#rules
    const { variant, reductionFactor } = rules
    if (variant === 'stop') {
      const makeRung = (milestone: number): Rung<Score> => stoppingRung(milestone, reductionFactor)
      return new StoppingSchedule(rules, new Brackets(rules, { random, scoreOf, makeRung }))
    }
    const makeRung = (milestone: number): PromotingRung<Score> =>
      new PromotingRung(milestone, reductionFactor, standings())
    return new PromotingSchedule(rules, new Brackets(rules, { random, scoreOf, makeRung }))
  }
}

function compareByMetric(metric: string, mode: Mode): Comparison<number> {
  const sign = mode === 'max' ? 1 : -1
  return {
    scoreOf: (result) => {
      const value = numberAt(result, metric)
      return value === undefined ? undefined : sign * value
    },
    standings: () => new ScoreStandings(),
    stoppingRung: (milestone, reductionFactor) =>
      new StoppingRung(milestone, reductionFactor, { metric, sign }),
  }
}

function compareByObjectives(objectives: readonly Objective[]): Comparison<readonly number[]> {
  return {
    scoreOf: (result) => pointAt(result, objectives),
    standings: () => new ParetoStandings(),
    stoppingRung: (milestone, reductionFactor) => new StoppingFrontRung(milestone, reductionFactor),
  }
}

export { ASHAScheduler as AsyncHyperBandScheduler }
export type { ASHASchedulerOptions } from './options.ts'
