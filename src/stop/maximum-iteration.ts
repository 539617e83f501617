import { checkCount } from '../option-checks.ts'
import { StandingResults } from './standing-results.ts'
import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/**
 * Stops each trial at its `maxIter`-th result. Results that a retry supersedes are not counted.
 */
export class MaximumIterationStopper implements Stopper {
  readonly name = 'maximum_iteration'
  readonly #maxIter: number

  /**
   * @param maxIter How many results; a whole number of at least 1.
   * @throws {ConfigurationError} `INVALID_OPTION`
   */
  constructor(maxIter: number) {
    checkCount('MaximumIterationStopper', 'maxIter', maxIter, 1)
    this.#maxIter = maxIter
  }

  create(): StopRule {
    const maxIter = this.#maxIter
    const trials = new Map<string, StandingResults>()
    return {
      onResult(trial, result) {
        let results = trials.get(trial)
        if (results === undefined) trials.set(trial, (results = new StandingResults(maxIter)))
        results.add(result, 0)
        return results.count >= maxIter ? `it has reported ${maxIter} results` : undefined
      },
      stopAll: () => undefined,
    }
  }

  toJSON(): StopperJSON {
    return { name: this.name, options: { maxIter: this.#maxIter } }
  }
}
