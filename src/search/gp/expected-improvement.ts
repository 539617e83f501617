import { logImprovement } from '../../math/log-improvement.ts'
import type { Acquisition } from './acquisition.ts'
import type { Surrogate } from './surrogate.ts'

/** Logarithm of by how much a value is expected to be below the best. */
export class ExpectedImprovement implements Acquisition {
  readonly #model: Surrogate
  readonly #best: number
  readonly #out = { slope: 0 }

  constructor(model: Surrogate, best: number) {
    this.#model = model
    this.#best = best
  }

  at(row: Float64Array, slopes?: Float64Array): number {
    const model = this.#model
    model.look(row)
    const sd = Math.sqrt(model.variance)
    const z = (this.#best - model.mean) / sd
    const value = Math.log(sd) + logImprovement(z, this.#out)
    if (slopes !== undefined) {
      const { slope } = this.#out
      slopes.fill(0)
      model.addSlopes(-slope / sd, (1 - slope * z) / (2 * model.variance), slopes)
    }
    return value
  }
}
