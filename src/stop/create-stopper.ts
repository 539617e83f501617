import { ConfigurationError, show } from '../errors.ts'
import { CombinedStopper } from './combined.ts'
import { ExperimentPlateauStopper } from './experiment-plateau.ts'
import { MaximumIterationStopper } from './maximum-iteration.ts'
import { NoopStopper } from './noop.ts'
import { ThresholdStopper } from './threshold.ts'
import { TimeoutStopper } from './timeout.ts'
import { TrialPlateauStopper } from './trial-plateau.ts'
import type { ExperimentPlateauOptions } from './experiment-plateau.ts'
import type { Stopper } from './stopper.ts'
import type { StopThresholds } from './threshold.ts'
import type { TrialPlateauOptions } from './trial-plateau.ts'

type Options = Readonly<Record<string, unknown>>

/** Each constructor checks what it is given itself. */
const STOPPERS: Readonly<Record<string, (options: Options) => Stopper>> = {
  threshold: ({ thresholds }) => new ThresholdStopper(thresholds as StopThresholds),
  maximum_iteration: ({ maxIter }) => new MaximumIterationStopper(maxIter as number),
  trial_plateau: (options) => new TrialPlateauStopper(options as unknown as TrialPlateauOptions),
  experiment_plateau: (options) =>
    new ExperimentPlateauStopper(options as unknown as ExperimentPlateauOptions),
  timeout: ({ seconds }) => new TimeoutStopper(seconds as number),
  combined: ({ stoppers }) =>
    new CombinedStopper(...(Array.isArray(stoppers) ? stoppers : []).map(stopperFromJSON)),
  noop: () => new NoopStopper(),
}

/**
 * Reads what a stopper's `toJSON` gave.
 * @throws {ConfigurationError} `UNKNOWN_STOPPER` for a name that there is not, and what the stopper's
 * constructor throws.
 */
export function stopperFromJSON(stored: unknown): Stopper {
  const { name, options } = Object(stored) as {
    readonly name?: unknown
    readonly options?: Options
  }
  const create =
    typeof name === 'string' && Object.hasOwn(STOPPERS, name) ? STOPPERS[name] : undefined
  if (create === undefined) {
    throw new ConfigurationError(
      'UNKNOWN_STOPPER',
      `There is no stopper named ${show(name)}. There are: ${Object.keys(STOPPERS).join(', ')}.`,
      { path: ['stop', 'name'] },
    )
  }
  return create(options ?? {})
}
