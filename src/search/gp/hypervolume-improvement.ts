import { logImprovement } from '../../math/log-improvement.ts'
import type { Boxes } from '../../math/undominated-boxes.ts'
import type { Acquisition } from './acquisition.ts'
import type { Surrogate } from './surrogate.ts'

/** A bound of a box that is further below than everything. */
const BOTTOM = 0

/**
 * Logarithm of how much hypervolume a point is expected to add. Exact: what is better than the front is
 * cut into boxes, and since the objectives are modelled independently, what is expected of a box is
 * a product of what is expected along each of its edges (cf. Emmerich, Deutz and Klinkenberg,
 * "Hypervolume-based expected improvement", CEC 2011; Ament et al., 2023, for the logarithm).
 */
export class HypervolumeImprovement implements Acquisition {
  readonly #models: readonly Surrogate[]
  readonly #count: number
  /** For each objective the bounds that there are, ascending, the first −∞. */
  readonly #bounds: readonly Float64Array[]
  /** For each objective which bounds each box has. */
  readonly #lower: readonly Int32Array[]
  readonly #upper: readonly Int32Array[]
  /** For each objective and bound: the logarithm of how far a value is expected to be below it. */
  readonly #logs: readonly Float64Array[]
  readonly #byMean: readonly Float64Array[]
  readonly #bySd: readonly Float64Array[]
  readonly #terms: Float64Array

  constructor(models: readonly Surrogate[], { count, lower, upper }: Boxes) {
    const m = models.length
    const column = (flat: Float64Array, k: number): Float64Array =>
      Float64Array.from({ length: count }, (_, i) => flat[i * m + k] as number)
    this.#models = models
    this.#count = count
    this.#bounds = models.map((_, k) => {
      const all = new Set([Number.NEGATIVE_INFINITY, ...column(lower, k), ...column(upper, k)])
      return Float64Array.from(all).sort()
    })
    const indices = (flat: Float64Array): readonly Int32Array[] =>
      this.#bounds.map((bounds, k) =>
        Int32Array.from(column(flat, k), (bound) => bounds.indexOf(bound)),
      )
    this.#lower = indices(lower)
    this.#upper = indices(upper)
    const room = (): readonly Float64Array[] =>
      this.#bounds.map((bounds) => new Float64Array(bounds.length))
    this.#logs = room()
    this.#byMean = room()
    this.#bySd = room()
    this.#terms = new Float64Array(count)
  }

  at(row: Float64Array, slopes?: Float64Array): number {
    for (const [k, model] of this.#models.entries()) this.#measure(k, model, row)
    let most = Number.NEGATIVE_INFINITY
    for (let i = 0; i < this.#count; i++) {
      let sum = 0
      for (let k = 0; k < this.#models.length; k++) sum += this.#edge(k, i)
      this.#terms[i] = sum
      if (sum > most) most = sum
    }
    let total = 0
    for (let i = 0; i < this.#count; i++) total += Math.exp((this.#terms[i] as number) - most)
    const value = most + Math.log(total)
    if (slopes !== undefined) {
      slopes.fill(0)
      for (const [k, model] of this.#models.entries()) this.#addSlopes(k, model, value, slopes)
    }
    return value
  }

  /** How far below each bound the value of an objective is expected to be. */
  #measure(k: number, model: Surrogate, row: Float64Array): void {
    model.look(row)
    const bounds = this.#bounds[k] as Float64Array
    const logs = this.#logs[k] as Float64Array
    const byMean = this.#byMean[k] as Float64Array
    const bySd = this.#bySd[k] as Float64Array
    const sd = Math.sqrt(model.variance)
    const logSd = Math.log(sd)
    const out = { slope: 0 }
    logs[BOTTOM] = Number.NEGATIVE_INFINITY
    for (let j = 1; j < bounds.length; j++) {
      const z = ((bounds[j] as number) - model.mean) / sd
      logs[j] = logSd + logImprovement(z, out)
      byMean[j] = -out.slope / sd
      bySd[j] = (1 - out.slope * z) / sd
    }
  }

  /** Logarithm of how much of an edge of a box is expected to be gained. */
  #edge(k: number, box: number): number {
    const logs = this.#logs[k] as Float64Array
    const top = logs[this.#upper[k]?.[box] as number] as number
    const below = (logs[this.#lower[k]?.[box] as number] as number) - top
    return top + Math.log(-Math.expm1(Math.min(below, -1e-16)))
  }

  #addSlopes(k: number, model: Surrogate, value: number, slopes: Float64Array): void {
    const logs = this.#logs[k] as Float64Array
    const byMean = this.#byMean[k] as Float64Array
    const bySd = this.#bySd[k] as Float64Array
    let mean = 0
    let sd = 0
    for (let i = 0; i < this.#count; i++) {
      const share = Math.exp((this.#terms[i] as number) - value)
      if (share < 1e-12) continue
      const top = this.#upper[k]?.[i] as number
      const bottom = this.#lower[k]?.[i] as number
      const ratio = Math.exp(Math.min((logs[bottom] as number) - (logs[top] as number), -1e-16))
      const factor = share / (1 - ratio)
      mean += factor * ((byMean[top] as number) - ratio * (byMean[bottom] as number))
      sd += factor * ((bySd[top] as number) - ratio * (bySd[bottom] as number))
    }
    model.addSlopes(mean, sd / (2 * Math.sqrt(model.variance)), slopes)
  }
}
