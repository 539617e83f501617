import { addSquare } from '../../math/square.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'

/** Where a descent begins. */
export interface Start {
  readonly mean: Float64Array
  readonly sigma: number
  /** @defaultValue the identity */
  readonly covariance?: Float64Array
}

/** Share of the known points that is looked at. */
const BEST = 0.1

/** How far around the best points the optimum may be, as a share of the range. */
const SURROUNDINGS = 0.1

/**
 * Begins where earlier trials were good, and as widely as they lie: M. Nomura, S. Watanabe, Y. Akimoto,
 * Y. Ozaki and M. Onishi, "Warm Starting CMA-ES for Hyperparameter Optimization", AAAI 2021
 * (arXiv 2012.06932).
 * @param best Their best points; NaN where a point does not have a coordinate: it says nothing there.
 */
export function warmStart(best: readonly Float64Array[], dimensions: number): Start {
  const mean = new Float64Array(dimensions).fill(0.5)
  for (let i = 0; i < dimensions; i++) {
    let sum = 0
    let count = 0
    for (const point of best) {
      if (Number.isNaN(point[i])) continue
      sum += point[i] as number
      count += 1
    }
    if (count > 0) mean[i] = sum / count
  }
  const covariance = new Float64Array(dimensions * dimensions)
  for (let i = 0; i < dimensions; i++) covariance[i * dimensions + i] = SURROUNDINGS ** 2
  for (const point of best) {
    const deviation = mean.map((centre, i) =>
      Number.isNaN(point[i]) ? 0 : (point[i] as number) - centre,
    )
    addSquare(covariance, deviation, 1 / best.length)
  }
  const values = symmetricEigen(covariance, dimensions)?.values ?? new Float64Array(0)
  const logVariance = values.reduce((sum, value) => sum + Math.log(value), 0) / values.length
  const variance = Math.exp(logVariance)
  return {
    mean,
    sigma: Math.sqrt(variance),
    covariance: covariance.map((entry) => entry / variance),
  }
}

/** How many of so many known points are looked at. */
export function countBest(points: number): number {
  return Math.floor(BEST * points)
}
