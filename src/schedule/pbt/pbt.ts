import { spaceToJSON } from '../../space/space-json.ts'
import { copyData, isPlainObject } from '../../space/data.ts'
import { compileSpace } from '../../space/space.ts'
import { compileMutations, domainOf } from './mutation/compile-mutations.ts'
import { MutationExplorer } from './mutation-explorer.ts'
import { PopulationSchedule } from './population.ts'
import { populationPlan } from './population-rules.ts'
import { requireMetric } from '../require-metric.ts'
import { WHO, pbtRules } from './pbt-options.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'
import type { Schedule, Scheduler, ScheduleSetup } from '../scheduler.ts'
import type { CustomExplore } from './mutation-explorer.ts'
import type {
  HyperparamMutations,
  PBTRules,
  PopulationBasedTrainingOptions,
} from './pbt-options.ts'

/**
 * Population based training (Jaderberg et al., "Population Based Training of Neural Networks", arXiv
 * 1711.09846): all trials train side by side, and at every interval those that do worst become copies
 * of some that do best, with their checkpoints and with parameters that differ a little. So it finds
 * not one config but a schedule of configs. Trials must report checkpoints and start from them. When
 * there are more trials than can run at once, they take turns.
 */
export class PopulationBasedTraining implements Scheduler {
  readonly name = 'pbt'
  readonly metric?: string
  readonly mode?: Mode
  readonly #rules: PBTRules
  readonly #mutations: HyperparamMutations
  readonly #customExplore: CustomExplore | undefined

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range or a mutation that is
   * none, `UNKNOWN_OPTION` for an option that there is not.
   */
  constructor(options: PopulationBasedTrainingOptions) {
    this.#rules = pbtRules(options)
    this.#mutations = copyData(options.hyperparamMutations ?? {}) as HyperparamMutations
    this.#customExplore = options.customExplore
    if (options.metric !== undefined) this.metric = options.metric
    if (options.mode !== undefined) this.mode = options.mode
  }

  /** @throws {ConfigurationError} `METRIC_REQUIRED` when neither it nor the tuner names a metric. */
  create({ metric, mode, random, space }: ScheduleSetup): Schedule {
    const rules = this.#rules
    const mutations = compileMutations(this.#mutations, { who: WHO, rules, space })
    return new PopulationSchedule(
      rules,
      {
        metric: requireMetric(WHO, this.metric ?? metric),
        mode: this.mode ?? mode,
        random,
        name: 'PBT',
      },
      new MutationExplorer(WHO, mutations, this.#customExplore),
    )
  }

  plan(trials: number): SchedulePlan {
    return populationPlan(this.#rules, trials)
  }

  toJSON():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
    const { metric, mode } = this
    if (this.#customExplore !== undefined || hasCode(this.#mutations)) return undefined
    return {
      name: this.name,
      options: {
        ...this.#rules,
        ...(metric === undefined ? {} : { metric }),
        ...(mode === undefined ? {} : { mode }),
        hyperparamMutations: asData(this.#mutations),
      },
    }
  }
}

function hasCode(mutation: unknown): boolean {
  if (typeof mutation === 'function') return true
  if (domainOf(mutation) !== undefined || !isPlainObject(mutation)) return false
  return Object.values(mutation).some(hasCode)
}

/** Mutations with their domains written as plain data, which the constructor reads. */
function asData(mutation: unknown): unknown {
  const domain = domainOf(mutation)
  if (domain !== undefined) {
    const space = spaceToJSON(compileSpace({ domain }))
    return isPlainObject(space) ? space['domain'] : undefined
  }
  if (!isPlainObject(mutation)) return mutation
  return Object.fromEntries(Object.entries(mutation).map(([key, inner]) => [key, asData(inner)]))
}
