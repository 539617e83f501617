import { requireMetric } from '../require-metric.ts'
import { planHyperBand } from './hyperband-plan.ts'
import { HyperBandSchedule } from './hyperband-schedule.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { HyperBandRules } from './hyperband-options.ts'

type Options = Readonly<Record<string, unknown>>

interface Definition {
  /** Its class, for messages. */
  readonly who: string
  readonly rules: HyperBandRules
  /** Those of its options that always have a value. */
  readonly options: Options
  readonly metric: string | undefined
  readonly mode: Mode | undefined
}

/** What the two HyperBands have in common. */
export abstract class HyperBandBase implements Scheduler {
  abstract readonly name: string
  readonly metric?: string
  readonly mode?: Mode
  readonly #definition: Definition

  protected constructor(definition: Definition) {
    const { metric, mode } = definition
    this.#definition = definition
    if (metric !== undefined) this.metric = metric
    if (mode !== undefined) this.mode = mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric. */
  create(setup: ScheduleSetup): Schedule {
    const { who, rules } = this.#definition
    const metric = requireMetric(who, this.metric ?? setup.metric)
    return new HyperBandSchedule(rules, { metric, mode: this.mode ?? setup.mode })
  }

  /** @param trials How many; for `Infinity` one round is planned. */
  plan(trials: number): SchedulePlan {
    return planHyperBand(this.#definition.rules, trials)
  }

  toJSON(): { readonly name: string; readonly options: Options } {
    const { metric, mode } = this
    return {
      name: this.name,
      options: {
        ...this.#definition.options,
        ...(metric === undefined ? {} : { metric }),
        ...(mode === undefined ? {} : { mode }),
      },
    }
  }
}
