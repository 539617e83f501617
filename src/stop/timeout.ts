import { figure } from '../math/figures.ts'
import { checkPositive } from '../option-checks.ts'
import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/**
 * Ends the study when it has run for some time. Only the time is charged during which a tuner ran: a
 * study that is restored a day later continues with what was left.
 */
export class TimeoutStopper implements Stopper {
  readonly name = 'timeout'
  readonly #seconds: number

  /**
   * @param seconds Above 0.
   * @throws {ConfigurationError} `INVALID_OPTION`
   */
  constructor(seconds: number) {
    checkPositive('TimeoutStopper', 'seconds', seconds)
    this.#seconds = seconds
  }

  create(): StopRule {
    const seconds = this.#seconds
    let spentMs = 0
    let last: number | undefined
    return {
      onResult: () => undefined,
      onSessionStarted(at) {
        last = at
      },
      deadline: () => (last === undefined ? undefined : Math.ceil(last + seconds * 1000 - spentMs)),
      stopAll(at) {
        // A clock that was set back gives no time back.
        if (last !== undefined) spentMs += Math.max(0, at - last)
        last = at
        return spentMs >= seconds * 1000
          ? `the time budget of ${figure(seconds)} s is spent`
          : undefined
      },
    }
  }

  toJSON(): StopperJSON {
    return { name: this.name, options: { seconds: this.#seconds } }
  }
}
