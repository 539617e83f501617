import { requireMetric } from '../require-metric.ts'
import { MedianSchedule } from './median-schedule.ts'
import { medianRules } from './median-options.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { MedianRules, MedianStoppingRuleOptions } from './median-options.ts'

/**
 * The median stopping rule (Golovin et al., "Google Vizier: A Service for Black-Box Optimization", KDD
 * 2017), as Ray Tune has it: at each result from `gracePeriod` on a trial is stopped if the best that
 * it has ever reported is worse than the median of the other trials' running means up to the same
 * time. The others are all that have come as far, also those that have ended or failed. Equals go on.
 *
 * NaN is worse than everything: a trial that has reported it since the grace period counts as one more
 * of the worst, and what a trial has reported besides it is its best. Infinities rank. A trial that is
 * retried, or resumed from an earlier checkpoint, takes back what it reports again.
 *
 * A result costs O(log n) where trials report at the same few times, such as iterations, and O(log² n)
 * on the average where every time is another one, such as seconds; n is the number of all results.
 */
export class MedianStoppingRule implements Scheduler {
  readonly name = 'median_stopping_rule'
  readonly metric?: string
  readonly mode?: Mode
  readonly #rules: MedianRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: MedianStoppingRuleOptions = {}) {
    this.#rules = medianRules(options)
    if (options.metric !== undefined) this.metric = options.metric
    if (options.mode !== undefined) this.mode = options.mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric. */
  create(setup: ScheduleSetup): Schedule {
    const metric = requireMetric('MedianStoppingRule', this.metric ?? setup.metric)
    return new MedianSchedule(this.#rules, { metric, mode: this.mode ?? setup.mode })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { metric, mode } = this
    return {
      name: this.name,
      options: {
        ...this.#rules,
        ...(metric === undefined ? {} : { metric }),
        ...(mode === undefined ? {} : { mode }),
      },
    }
  }

  plan(trials: number): SchedulePlan {
    const { timeAttr, gracePeriod, minSamplesRequired, hardStop } = this.#rules
    const ends = hardStop ? 'stopped' : 'paused until nothing else can run'
    return {
      timeAttr,
      brackets: [{ trials, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: [
        `From ${timeAttr} ${gracePeriod} on, once ${minSamplesRequired} others have come as far, a ` +
          `trial is ${ends} if its best is worse than the median of the others' means.`,
        'How many that will be depends on the results.',
      ],
    }
  }
}

export type { MedianStoppingRuleOptions } from './median-options.ts'
