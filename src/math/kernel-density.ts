import { CategoryKernels, NumberKernels, type Kernels } from './kernels.ts'

/** Points of the unit cube that a density is estimated from. */
export interface KernelData {
  /** How many values each coordinate can take if they have no order; 0 where it is a number. */
  readonly categories: readonly number[]
  /** Each with all coordinates; NaN where it lacks one. At least one point. */
  readonly points: readonly ArrayLike<number>[]
  /** No bandwidth is below this. */
  readonly minBandwidth: number
}

/**
 * A density on the unit cube: the mean of one product kernel around each point, with bandwidths by the
 * normal reference rule 1.06 · σ · n^(−1 / (4 + d)), σ² being the variance of the points and of one more
 * that is spread evenly.
 *
 * A point that lacks a coordinate says nothing about it: its kernel is even along it. The density at a
 * place that lacks coordinates is the density of the others.
 */
export class KernelDensity {
  readonly #kernels: readonly Kernels[]
  readonly #logs: Float64Array

  constructor({ categories, points, minBandwidth }: KernelData) {
    const exponent = -1 / (4 + categories.length)
    this.#kernels = categories.map((count, k) => {
      const column = Float64Array.from(points, (point) => point[k] ?? Number.NaN)
      return count > 0
        ? new CategoryKernels(column, exponent, minBandwidth, count)
        : new NumberKernels(column, exponent, minBandwidth)
    })
    this.#logs = new Float64Array(points.length)
  }

  /** How wide the kernels are along a coordinate; of categories, the share of all others. */
  bandwidth(coordinate: number): number {
    return this.#kernels[coordinate]?.bandwidth ?? 0
  }

  /** Logarithm of the density at a place, however small it is; NaN where the place lacks a coordinate. */
  logDensity(place: ArrayLike<number>): number {
    const logs = this.#logs.fill(0)
    for (const [k, kernels] of this.#kernels.entries()) {
      const x = place[k] ?? Number.NaN
      if (!Number.isNaN(x)) kernels.addTo(logs, x)
    }
    return logMeanExp(logs)
  }
}

/** The logarithm of what adds nothing to a sum of up to a billion numbers of which one is 1. */
const NEGLIGIBLE = -60

function logMeanExp(logs: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < logs.length; i++) most = Math.max(most, logs[i] as number)
  let sum = 0
  for (let i = 0; i < logs.length; i++) {
    const log = (logs[i] as number) - most
    if (log > NEGLIGIBLE) sum += Math.exp(log)
  }
  return most + Math.log(sum / logs.length)
}
