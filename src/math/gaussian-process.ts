import { dot } from './dot.ts'
import { rowStart } from './triangular.ts'
import type { Cholesky } from './cholesky.ts'

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2

/**
 * What is known of a function that is normally distributed around 0 once some of its values are known
 * (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, algorithm 2.1). Which
 * covariances, is for the caller to say.
 */
export class GaussianProcess {
  /** Of the covariances of the known values, their noise included. */
  readonly factor: Cholesky
  /** What each covariance with a known value adds to a mean: A⁻¹ y. */
  readonly weights: Float64Array
  /** Logarithm of how likely the known values were. */
  readonly logLikelihood: number

  constructor(factor: Cholesky, values: Float64Array) {
    const weights = values.slice()
    factor.solve(weights)
    this.factor = factor
    this.weights = weights
    this.logLikelihood =
      -0.5 * (dot(values, weights) + factor.logDeterminant) - factor.size * HALF_LOG_TWO_PI
  }

  /** @param covariances Of a value that is asked for with those that are known. */
  mean(covariances: Float64Array): number {
    return dot(this.weights, covariances)
  }

  /**
   * Packed: half of what the log likelihood gains for each unit that is added to a covariance, on and
   * off the diagonal alike, (w wᵀ − A⁻¹) / 2; what lies off it counts twice (section 5.4.1).
   */
  likelihoodSlopes(): Float64Array {
    const { weights } = this
    const slopes = this.factor.inverse()
    for (let i = 0; i < weights.length; i++) {
      const start = rowStart(i)
      for (let j = 0; j <= i; j++) {
        const product = (weights[i] as number) * (weights[j] as number)
        slopes[start + j] = 0.5 * (product - (slopes[start + j] as number))
      }
    }
    return slopes
  }
}

/**
 * Logarithms of how likely the first value was, the first two, the first three, …: what is learnt of
 * all of them by one factor.
 */
export function leadingLogLikelihoods(factor: Cholesky, values: Float64Array): Float64Array {
  const whitened = values.slice()
  factor.solveLower(whitened)
  let sum = 0
  return whitened.map((z, i) => {
    sum -= 0.5 * z * z + Math.log(factor.rows[rowStart(i) + i] as number) + HALF_LOG_TWO_PI
    return sum
  })
}
