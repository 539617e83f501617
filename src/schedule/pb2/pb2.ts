import { populationPlan } from '../pbt/population-rules.ts'
import { requireMetric } from '../require-metric.ts'
import { PopulationSchedule } from '../pbt/population.ts'
import { PB2Explorer } from './pb2-explorer.ts'
import { pb2Rules } from './pb2-options.ts'
import { PB2Schedule } from './pb2-schedule.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { PB2Options, PB2Rules } from './pb2-options.ts'

/**
 * Population based bandits (Parker-Holder, Nguyen and Roberts, "Provably Efficient Online Hyperparameter
 * Optimization with Population-Based Bandits", NeurIPS 2020, arXiv 2002.02518): population based training
 * in which a Gaussian process chooses the parameters of copies. It learns from every interval how much
 * a trial gained per `timeAttr` with its parameters, prefers what is recent, and chooses where the gain
 * may be highest: a small population finds good schedules too.
 *
 * Trials must report checkpoints and start from the one that they are given. Beyond the paper,
 * parameters may be on a logarithmic scale, whole numbers, and categories.
 */
export class PB2 implements Scheduler {
  readonly name = 'pb2'
  readonly metric?: string
  readonly mode?: Mode
  readonly #rules: PB2Rules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range or bounds that cannot be
   * read, `UNKNOWN_OPTION` for one that there is not, and what a domain's own check throws.
   */
  constructor(options: PB2Options) {
    this.#rules = pb2Rules(options)
    if (options.metric !== undefined) this.metric = options.metric
    if (options.mode !== undefined) this.mode = options.mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric. */
  create({ metric, mode, random, space }: ScheduleSetup): Schedule {
    const { population, bounds, customExplore } = this.#rules
    const explorer = new PB2Explorer({ tunables: bounds.tunables, customExplore, space })
    const setup = {
      metric: requireMetric('PB2', this.metric ?? metric),
      mode: this.mode ?? mode,
      random,
      name: 'PB2',
    }
    return new PB2Schedule(new PopulationSchedule(population, setup, explorer), explorer)
  }

  /** Undefined with `customExplore`, which is code. */
  toJSON():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
    const { metric, mode } = this
    const { population, bounds, customExplore } = this.#rules
    if (customExplore !== undefined) return undefined
    const { burnInPeriod: _, ...options } = population
    return {
      name: this.name,
      options: {
        ...options,
        hyperparamBounds: bounds.json,
        ...(metric === undefined ? {} : { metric }),
        ...(mode === undefined ? {} : { mode }),
      },
    }
  }

  plan(trials: number): SchedulePlan {
    return populationPlan(this.#rules.population, trials)
  }
}

export type { PB2Bound, PB2Bounds, PB2Options } from './pb2-options.ts'
