import { ConfigurationError, show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { ASHAScheduler } from './asha/asha.ts'
import { FIFOScheduler } from './fifo.ts'
import { HyperBandForBOHB } from './hyperband/hyperband-for-bohb.ts'
import { HyperBandScheduler } from './hyperband/hyperband.ts'
import { MedianStoppingRule } from './median/median-stopping.ts'
import { PercentileStoppingRule } from './median/percentile-stopping.ts'
import { PB2 } from './pb2/pb2.ts'
import { PopulationBasedTraining } from './pbt/pbt.ts'
import { PopulationBasedTrainingReplay } from './pbt/replay.ts'
import { resourceChangingFromJSON } from './resource-changing/create-resource-changing.ts'
import type { Scheduler } from './scheduler.ts'

type Options = Readonly<Record<string, unknown>>
type Create = (options: Options) => Scheduler

// Each constructor checks its options itself, also those that are missing here.
const asha: Create = (options) => new ASHAScheduler(options)
const median: Create = (options) => new MedianStoppingRule(options)
const percentile: Create = (options) => new PercentileStoppingRule(options)

const SCHEDULERS: Readonly<Record<string, Create>> = {
  fifo: (options) => new FIFOScheduler(options as Readonly<Record<string, never>>),
  asha,
  async_hyperband: asha,
  asynchyperband: asha,
  hyperband: (options) => new HyperBandScheduler(options),
  hb_bohb: (options) => new HyperBandForBOHB(options),
  median,
  median_stopping_rule: median,
  medianstopping: median,
  percentile,
  percentile_stopping_rule: percentile,
  percentilestopping: percentile,
  pbt: (options) => new PopulationBasedTraining(options),
  pbt_replay: (options) => new PopulationBasedTrainingReplay(options as { policy: string }),
  pb2: (options) => new PB2(options as unknown as ConstructorParameters<typeof PB2>[0]),
  resource_changing: (options) => resourceChangingFromJSON(options, createScheduler),
}

/**
 * A scheduler by name, as study files and stored studies have it, in upper or lower case: `fifo`, `asha`
 * (also as `async_hyperband` and `asynchyperband`), `hyperband`, `hb_bohb`, `median`
 * (`median_stopping_rule`, `medianstopping`), `percentile` (`percentile_stopping_rule`, `percentilestopping`), `pbt`, `pbt_replay`, `pb2`,
 * `resource_changing`.
 * @throws {ConfigurationError} `UNKNOWN_SCHEDULER` for another name, and what the scheduler's
 * constructor throws for options that it does not have.
 */
export function createScheduler(name: string, options: Options = {}): Scheduler {
  const names = Object.keys(SCHEDULERS)
  const key = typeof name === 'string' ? name.toLowerCase() : ''
  const create = Object.hasOwn(SCHEDULERS, key) ? SCHEDULERS[key] : undefined
  if (create === undefined) {
    const nearest = key === '' ? undefined : nearestWord(key, names)
    throw new ConfigurationError(
      'UNKNOWN_SCHEDULER',
      `There is no scheduler named ${show(name)}. ` +
        (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
        `There are: ${names.join(', ')}.`,
      { path: ['scheduler', 'name'] },
    )
  }
  return create(options)
}
