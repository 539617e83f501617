import { ConfigurationError, show } from '../errors.ts'
import { CombinedStopper, isStopper } from './combined.ts'
import { FunctionStopper } from './function.ts'
import { NoopStopper } from './noop.ts'
import { ThresholdStopper } from './threshold.ts'
import type { StopFunction } from './function.ts'
import type { Stopper } from './stopper.ts'
import type { StopThresholds } from './threshold.ts'

export { stopperFromJSON } from './create-stopper.ts'

type OneStopCondition = StopThresholds | StopFunction | Stopper

/** What users write to say when to stop; of a list, whichever comes first. */
export type StopCondition = OneStopCondition | readonly OneStopCondition[]

/**
 * The one stopper that stands for what a user wrote; nothing stops nothing.
 * @throws {ConfigurationError} `INVALID_STOP` for what can be none.
 */
export function toStopper(stop: StopCondition | undefined): Stopper {
  const given: unknown = stop
  if (given === undefined) return new NoopStopper()
  if (Array.isArray(given)) {
    const stoppers = given.map((one: OneStopCondition) => toStopper(one))
    return stoppers.length === 1 ? (stoppers[0] as Stopper) : new CombinedStopper(...stoppers)
  }
  if (isStopper(given)) return given
  if (typeof given === 'function') return new FunctionStopper(given as StopFunction)
  if (isPlainObject(given)) return new ThresholdStopper(given as StopThresholds)
  throw new ConfigurationError(
    'INVALID_STOP',
    `stop is ${show(given)}. Give thresholds such as { training_iteration: 20 } or ` +
      '{ loss: { min: 0.1 } }, a function (trialId, result) => boolean, a stopper such as ' +
      'new TimeoutStopper(60), or a list of these.',
    { path: ['runConfig', 'stop'] },
  )
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
