import { checkNames } from '../option-checks.ts'
import { RUN_KEYS, TUNE_KEYS } from './check-options.ts'
import { Tuner } from './tuner.ts'
import { withResources } from './trainable.ts'
import type { Config, ParamSpace } from '../space/config.ts'
import type { NoSpace, RunConfig, TuneConfig } from './options.ts'
import type { Resources } from './resources.ts'
import type { ScalingConfig } from './scaling.ts'
import type { ResultGrid } from './result-grid.ts'
import type { Trainable } from './trainable.ts'

/** Everything that a study needs, in one flat object. */
export interface RunOptions<S> extends TuneConfig, RunConfig {
  readonly paramSpace?: S
  /** What each trial asks for. @defaultValue one CPU */
  readonly resourcesPerTrial?: Resources<Config<S>>
  /** Several processes that train together in each trial. @defaultValue one process */
  readonly scalingConfig?: ScalingConfig
}

/**
 * The one-call form of {@link Tuner}: `await run(train, { paramSpace, metric, mode, numSamples })`.
 * @throws what the constructor of {@link Tuner} and `fit()` throw.
 */
export async function run<S extends ParamSpace = NoSpace>(
  trainable: Trainable<Config<NoInfer<S>>>,
  options: RunOptions<S> = {},
): Promise<ResultGrid<Config<S>>> {
  const own = ['paramSpace', 'resourcesPerTrial', 'scalingConfig']
  checkNames('run', options, [...own, ...TUNE_KEYS, ...RUN_KEYS])
  const { paramSpace, resourcesPerTrial, scalingConfig, ...rest } = options
  const tuneConfig: Record<string, unknown> = {}
  const runConfig: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) {
    const config = RUN_KEYS.includes(key) ? runConfig : tuneConfig
    config[key] = value
  }
  const tuner = new Tuner<S>(
    resourcesPerTrial ? withResources(trainable, resourcesPerTrial) : trainable,
    {
      ...(paramSpace === undefined ? {} : { paramSpace }),
      ...(scalingConfig === undefined ? {} : { scalingConfig }),
      tuneConfig,
      runConfig,
    },
  )
  return tuner.fit()
}
