import { ASHAScheduler } from '../../../src/schedule/asha/asha.ts'
import { HyperBandForBOHB } from '../../../src/schedule/hyperband/hyperband-for-bohb.ts'
import { HyperBandScheduler } from '../../../src/schedule/hyperband/hyperband.ts'
import { MedianStoppingRule } from '../../../src/schedule/median/median-stopping.ts'
import { PopulationBasedTraining } from '../../../src/schedule/pbt/pbt.ts'
import { DistributeResources } from '../../../src/schedule/resource-changing/distribute.ts'
import { DistributeResourcesToTopJob } from '../../../src/schedule/resource-changing/distribute-to-top-job.ts'
import { ResourceChangingScheduler } from '../../../src/schedule/resource-changing/resource-changing.ts'
import { loguniform } from '../../../src/space/loguniform.ts'
import { randint } from '../../../src/space/randint.ts'
import { uniform } from '../../../src/space/uniform.ts'
import type { HyperparamMutations } from '../../../src/schedule/pbt/pbt-options.ts'
import type { Scheduler } from '../../../src/schedule/scheduler.ts'
import type { RayList } from './ray-list.ts'

type Spec = Readonly<Record<string, unknown>>

/** Attune's counterpart of the scheduler of Ray that a list is of. */
export function attuneScheduler({ scheduler, options, mutations }: RayList): Scheduler {
  switch (scheduler) {
    case 'asha':
      return new ASHAScheduler(options)
    case 'hyperband':
      return new HyperBandScheduler({ ...options, firstBracket: 'smallest', waitUntilFull: false })
    case 'hb_bohb':
      return new HyperBandForBOHB(options)
    case 'median_stopping_rule':
      return new MedianStoppingRule(options)
    case 'pbt':
      return new PopulationBasedTraining({
        ...options,
        hyperparamMutations: toMutations(mutations),
      })
    case 'resource_changing': {
      const { toTopJob, ...rules } = options
      return new ResourceChangingScheduler({
        resourcesAllocationFunction: toTopJob
          ? new DistributeResourcesToTopJob(rules)
          : new DistributeResources(rules),
      })
    }
    default:
      throw new Error(`no scheduler ${scheduler}`)
  }
}

function toMutations(spec: Spec = {}): HyperparamMutations {
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      Array.isArray(value) ? toMutation(value) : toMutations(value as Spec),
    ]),
  )
}

function toMutation([kind, ...args]: readonly unknown[]): HyperparamMutations[string] {
  const [low, high] = args as unknown as readonly [number, number]
  if (kind === 'uniform') return uniform(low, high)
  if (kind === 'loguniform') return loguniform(low, high)
  return kind === 'randint' ? randint(low, high) : args
}
