import { requireMetric } from '../require-metric.ts'
import { PercentileSchedule } from './percentile-schedule.ts'
import { percentileRules } from './percentile-options.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { PercentileRules, PercentileStoppingRuleOptions } from './percentile-options.ts'

/**
 * Optuna's `PercentilePruner`, and with `percentile: 50` its `MedianPruner`: a trial is stopped if the
 * best that it has ever reported is worse than the best `percentile` per cent of what the others had
 * reported at the same time. The others are the trials that have run to their end, and went as far:
 * none that was stopped here, failed, or still runs. Equals go on.
 *
 * What another trial had reported at a time is its latest value by then, as trials need not report at
 * the same times. NaN is worse than everything, and infinities rank. A trial that is retried takes back
 * what it reports again.
 *
 * A result costs O(log n) where trials report at the same few times, such as iterations, and O(log² n)
 * on the average where every time is another one, such as seconds; n is the number of all results.
 */
export class PercentileStoppingRule implements Scheduler {
  readonly name = 'percentile_stopping_rule'
  readonly metric?: string
  readonly mode?: Mode
  readonly #rules: PercentileRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: PercentileStoppingRuleOptions = {}) {
    this.#rules = percentileRules(options)
    if (options.metric !== undefined) this.metric = options.metric
    if (options.mode !== undefined) this.mode = options.mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric. */
  create(setup: ScheduleSetup): Schedule {
    const metric = requireMetric('PercentileStoppingRule', this.metric ?? setup.metric)
    return new PercentileSchedule(this.#rules, { metric, mode: this.mode ?? setup.mode })
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
    const { timeAttr, gracePeriod, percentile, startupTrials } = this.#rules
    return {
      timeAttr,
      brackets: [{ trials, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: [
        `From ${timeAttr} ${gracePeriod} on, once ${startupTrials} trials have run to their end, a ` +
          `trial is stopped if its best is worse than the best ${percentile} % of what those had at ` +
          'the same time.',
        'How many that will be depends on the results.',
      ],
    }
  }
}

export type { PercentileStoppingRuleOptions } from './percentile-options.ts'
