import { ConfigurationError } from '../errors.ts'
import { ASHASchedule } from './asha-schedule.ts'
import { ashaRules } from './asha-options.ts'
import type { Mode } from '../math/score.ts'
import type { ASHARules, ASHASchedulerOptions } from './asha-options.ts'
import type { Schedule, Scheduler, ScheduleSetup } from './scheduler.ts'

/**
 * Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning",
 * MLSys 2020), the stopping variant: at each rung `gracePeriod · reductionFactor^k` a trial whose
 * metric is worse than the `1 − 1/reductionFactor` quantile of those that came there before it is
 * stopped; all others go on, none is ever paused. The first at a rung and those that tie with the
 * cutoff go on. NaN is worse than everything.
 */
export class ASHAScheduler implements Scheduler {
  readonly name = 'asha'
  readonly metric?: string
  readonly mode?: Mode
  readonly #rules: ASHARules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: ASHASchedulerOptions = {}) {
    this.#rules = ashaRules(options)
    if (options.metric !== undefined) this.metric = options.metric
    if (options.mode !== undefined) this.mode = options.mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric. */
  create(setup: ScheduleSetup): Schedule {
    const metric = this.metric ?? setup.metric
    if (metric === undefined) {
      throw new ConfigurationError(
        'METRIC_REQUIRED',
        'ASHAScheduler compares trials by a metric, and none is named. Set tuneConfig.metric and ' +
          "tuneConfig.mode, e.g. { metric: 'loss', mode: 'min' }.",
        { path: ['tuneConfig', 'metric'] },
      )
    }
    return new ASHASchedule(this.#rules, {
      metric,
      mode: this.mode ?? setup.mode,
      random: setup.random,
    })
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
}

export { ASHAScheduler as AsyncHyperBandScheduler }
export type { ASHASchedulerOptions } from './asha-options.ts'
