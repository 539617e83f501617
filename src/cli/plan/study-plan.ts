import { plan } from '../../analyze/plan.ts'
import { found } from '../../tuner/blueprint.ts'
import { concurrencyOf } from './concurrency.ts'
import { configCount } from './config-count.ts'
import { estimate } from './estimate.ts'
import type { Plan } from '../../analyze/plan.ts'
import type { Capacity } from '../../study/events.ts'
import type { Blueprint } from '../../tuner/blueprint.ts'
import type { ResourceRequest } from '../../tuner/resources.ts'
import type { Concurrency } from './concurrency.ts'
import type { Estimate, Pace } from './estimate.ts'

/** What a study would do, told before it starts. */
export interface StudyPlan extends Estimate, Concurrency {
  /** What the scheduler says of itself. */
  readonly schedule: Plan
  /** How many there will be; `Infinity` for no end. */
  readonly trials: number
  /** What each trial asks for; undefined where that depends on its config. */
  readonly request: ResourceRequest | undefined
  readonly capacity: Capacity
  /** Flat paths of what varies. */
  readonly parameters: readonly string[]
  /** How many different configs there are; `Infinity` with continuous parameters. */
  readonly configs: number
  /** Seconds after which the study ends in any case. */
  readonly timeBudgetS: number | undefined
}

/**
 * What the study of a blueprint would do.
 * @throws {ConfigurationError} `NO_PLAN` for a scheduler of the user's own that cannot tell.
 */
export function planStudy(blueprint: Blueprint, pace: Pace): StudyPlan {
  const { scheduler, space, capacity, tuneConfig } = blueprint
  const trials = found(blueprint, 0).search.total
  const schedule = plan({ scheduler, numSamples: Number.isFinite(trials) ? trials : -1 })
  const request =
    typeof blueprint.trainable.resources === 'function'
      ? undefined
      : blueprint.resourcesFor(undefined)
  const { maxConcurrentTrials: maxConcurrent = 0 } = tuneConfig
  const concurrency = concurrencyOf({ trials, maxConcurrent, request: request ?? {}, capacity })
  const unitsPerTrial = limitOf(blueprint.runConfig.stop, schedule.timeAttr)
  return {
    schedule,
    trials,
    request,
    capacity,
    parameters: space.paths,
    configs: configCount(space.root),
    timeBudgetS: tuneConfig.timeBudgetS,
    ...concurrency,
    ...estimate(schedule, { trials, atOnce: concurrency.atOnce, unitsPerTrial, pace }),
  }
}

/** Where the stop rule ends every trial, if it says so in units of `timeAttr`. */
function limitOf(stop: unknown, timeAttr: string): number | undefined {
  const rules: readonly unknown[] = Array.isArray(stop) ? stop : [stop]
  const limits = rules.flatMap((rule) => {
    if (typeof rule !== 'object' || rule === null || !(timeAttr in rule)) return []
    const limit = (rule as Readonly<Record<string, unknown>>)[timeAttr]
    const most = typeof limit === 'object' && limit !== null && 'max' in limit ? limit.max : limit
    return typeof most === 'number' ? [most] : []
  })
  return limits.length === 0 ? undefined : Math.min(...limits)
}
