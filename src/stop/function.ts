import { ConfigurationError, show } from '../errors.ts'
import type { Result } from '../math/score.ts'
import type { Stopper, StopRule } from './stopper.ts'

/** Told of every result; returns true to stop the trial. */
export type StopFunction = (trialId: string, result: Result) => boolean

/**
 * Stops the trials for which a function says so. It is called once for each result, and again when a
 * study is restored: it should depend on nothing but what it is given. It cannot be written down, so
 * that a restored study needs it again.
 */
export class FunctionStopper implements Stopper {
  readonly name = 'function'
  readonly #stop: StopFunction

  /** @throws {ConfigurationError} `INVALID_STOP` for no function, a class, or an `async` function. */
  constructor(stop: StopFunction) {
    check(stop)
    this.#stop = stop
  }

  create(): StopRule {
    const stop = this.#stop
    const reason = stop.name === '' ? 'the stop function said so' : `${stop.name}() said so`
    return {
      onResult(trial, result) {
        const answer = ask(stop, trial, result)
        if (typeof answer === 'object' && answer !== null && 'then' in answer) refuseAsync(stop)
        return answer ? reason : undefined
      },
      stopAll: () => undefined,
    }
  }
}

function ask(stop: StopFunction, trial: string, result: Result): unknown {
  try {
    return stop(trial, result)
  } catch (error) {
    throw new ConfigurationError(
      'STOP_FAILED',
      `The stop function ${show(stop)} failed at a result of trial ${trial}: ` +
        `${error instanceof Error ? error.message : show(error)}. Mend it and restore the study.`,
      { cause: error },
    )
  }
}

function check(stop: unknown): asserts stop is StopFunction {
  if (typeof stop !== 'function') {
    throw new ConfigurationError(
      'INVALID_STOP',
      `FunctionStopper takes a function, got ${show(stop)}. Write (trialId, result) => boolean.`,
    )
  }
  const { prototype } = stop
  if (typeof prototype === 'object' && prototype !== null && 'create' in prototype) {
    throw new ConfigurationError(
      'INVALID_STOP',
      `${stop.name} is a class, not a stopper. Give an instance: new ${stop.name}(…).`,
    )
  }
  if (Object.prototype.toString.call(stop) === '[object AsyncFunction]') refuseAsync(stop)
}

function refuseAsync(stop: { readonly name: string }): never {
  throw new ConfigurationError(
    'INVALID_STOP',
    `${show(stop)} answers with a promise, which would stop every trial at its first result. A stop ` +
      'function must answer at once with true or false.',
  )
}
