import { normalLogCdf } from '../../math/normal.ts'
import type { Acquisition } from './acquisition.ts'
import type { Surrogate } from './surrogate.ts'

const LOG_SQRT_TWO_PI = Math.log(2 * Math.PI) / 2

/** Logarithm of how likely a value is to be at most a limit. */
export class Feasibility implements Acquisition {
  readonly #model: Surrogate
  readonly #limit: number

  constructor(model: Surrogate, limit: number) {
    this.#model = model
    this.#limit = limit
  }

  at(row: Float64Array, slopes?: Float64Array): number {
    const model = this.#model
    model.look(row)
    const sd = Math.sqrt(model.variance)
    const z = (this.#limit - model.mean) / sd
    const value = normalLogCdf(z)
    if (slopes !== undefined) {
      // The density against the probability: both underflow far out, their ratio does not.
      const slope = Math.exp(-0.5 * z * z - LOG_SQRT_TWO_PI - value)
      slopes.fill(0)
      model.addSlopes(-slope / sd, (-slope * z) / (2 * model.variance), slopes)
    }
    return value
  }
}
