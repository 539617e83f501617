import { Cholesky } from '../../math/cholesky.ts'
import { GaussianProcess } from '../../math/gaussian-process.ts'
import { minimize } from '../../math/lbfgs.ts'
import { rowStart } from '../../math/triangular.ts'
import { covariancesAmong } from './time-kernel.ts'
import type { Distances, KernelParameters } from './time-kernel.ts'

/**
 * Logarithms of the least, the first and the most of variance, length scale, epsilon and noise. As in
 * the code of the authors the length scale is at most 1, the width of the bounds: a model that takes a
 * parameter to be without effect would never try it again.
 */
const LEAST = Float64Array.of(1e-5, 1e-5, 1e-5, 1e-6).map(Math.log)
const FIRST = Float64Array.of(1, 1, 0.1, 0.1).map(Math.log)
const MOST = Float64Array.of(1e3, 1, 0.5, 1e1).map(Math.log)

/** The parameters that make what was seen at the points the likeliest. */
export function fitKernel(distances: Distances, values: Float64Array): KernelParameters {
  const { x } = minimize(negativeLogLikelihood(distances, values), FIRST, {
    lower: LEAST,
    upper: MOST,
    maxEvaluations: 60,
    gradientTolerance: 1e-3,
    valueTolerance: 1e-6,
  })
  return parametersAt(x)
}

/** By the logarithms of variance, length scale, epsilon and noise. */
export function negativeLogLikelihood(
  distances: Distances,
  values: Float64Array,
): (x: Float64Array, gradient: Float64Array) => number {
  const size = values.length
  return (x, gradient) => {
    const parameters = parametersAt(x)
    const covariances = covariancesAmong(parameters, distances, size)
    const factor = Cholesky.of(covariances, size)
    if (factor === undefined) return Number.POSITIVE_INFINITY
    const process = new GaussianProcess(factor, values)
    const slopes = process.likelihoodSlopes()
    let [byVariance, byLengthScale, byEpsilon, byNoise] = [0, 0, 0, 0]
    for (let i = 0; i < size; i++) {
      const start = rowStart(i)
      // Off the diagonal everything is there twice.
      for (let j = start; j < start + i; j++) {
        const slope = 2 * (slopes[j] as number) * (covariances[j] as number)
        byVariance += slope
        byLengthScale += slope * (distances.squares[j] as number)
        byEpsilon += slope * (distances.lapses[j] as number)
      }
      byVariance += (slopes[start + i] as number) * parameters.variance
      byNoise += (slopes[start + i] as number) * parameters.noise
    }
    const { lengthScale, epsilon } = parameters
    gradient[0] = -byVariance
    gradient[1] = -byLengthScale / lengthScale
    gradient[2] = (0.5 * byEpsilon * epsilon) / (1 - epsilon)
    gradient[3] = -byNoise
    return -process.logLikelihood
  }
}

function parametersAt(x: Float64Array): KernelParameters {
  const [variance = 1, lengthScale = 1, epsilon = 0.1, noise = 0.1] = x.map(Math.exp)
  return { variance, lengthScale, epsilon, noise }
}
