import { ConfigurationError, show } from '../errors.ts'
import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/**
 * Stops what any of several stoppers stops. Each of them is told of every result, also of those that
 * another one has stopped already.
 */
export class CombinedStopper implements Stopper {
  readonly name = 'combined'
  /** Absent when one of the stoppers cannot be written down. */
  readonly toJSON?: () => StopperJSON
  readonly #stoppers: readonly Stopper[]

  /** @throws {ConfigurationError} `INVALID_STOP` for something that is no stopper. */
  constructor(...stoppers: readonly Stopper[]) {
    stoppers.forEach((stopper, i) => {
      if (isStopper(stopper)) return
      throw new ConfigurationError(
        'INVALID_STOP',
        `CombinedStopper takes stoppers, but number ${i + 1} is ${show(stopper)}. Give instances, ` +
          'e.g. new TimeoutStopper(60); a function goes into new FunctionStopper(fn).',
      )
    })
    this.#stoppers = [...stoppers]
    if (stoppers.every((stopper) => stopper.toJSON !== undefined)) {
      this.toJSON = () => ({
        name: this.name,
        options: { stoppers: this.#stoppers.map((stopper) => stopper.toJSON?.()) },
      })
    }
  }

  create(): StopRule {
    const rules = this.#stoppers.map((stopper) => stopper.create())
    return {
      onResult: (trial, result) => first(rules.map((rule) => rule.onResult(trial, result))),
      stopAll: (at) => first(rules.map((rule) => rule.stopAll(at))),
      onSessionStarted(at) {
        for (const rule of rules) rule.onSessionStarted?.(at)
      },
      deadline() {
        const deadlines = rules.flatMap((rule) => rule.deadline?.() ?? [])
        return deadlines.length > 0 ? Math.min(...deadlines) : undefined
      },
      unseenKeys: () => [...new Set(rules.flatMap((rule) => rule.unseenKeys?.() ?? []))],
    }
  }
}

/** Whether this has the shape of a stopper; a stopper's class has not. */
export function isStopper(value: unknown): value is Stopper {
  return (
    typeof value === 'object' &&
    value !== null &&
    'create' in value &&
    typeof value.create === 'function'
  )
}

function first(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find((reason) => reason !== undefined)
}
