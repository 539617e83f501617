import { Cholesky } from '../../math/cholesky.ts'
import { dot } from '../../math/dot.ts'
import { GaussianProcess } from '../../math/gaussian-process.ts'
import type { Objective } from '../../math/lbfgs.ts'
import { bend, bendPoints } from './input-warp.ts'
import type { Bend, InputWarp } from './input-warp.ts'
import { coordinateGains, covariancesAmong, lengthScaleGains } from './kernel.ts'
import type { Covariances, KernelParameters } from './kernel.ts'
import type { HyperLayout } from './hyper.ts'
import type { OutputWarp } from './output-warp.ts'
import type { Points } from './points.ts'

/** Values that were seen, and where. */
export interface Sample {
  readonly points: Points
  readonly values: OutputWarp
}

/**
 * Minus the logarithm of how likely parameters are in the light of what was seen, up to a constant, and
 * its slopes. The level around which the values vary is not a parameter: it is always the likeliest.
 */
export function negativeLogPosterior({ points, values }: Sample, layout: HyperLayout): Objective {
  return (x, gradient) => {
    const kernel = layout.kernelAt(x)
    const warp = layout.warpOf(x)
    const bent = values.at(layout.bendOf(x))
    const places = warp === undefined ? points : bendPoints(warp, points)
    const covariances = covariancesAmong(kernel, places)
    const factor = Cholesky.of(covariances.values, points.size)
    if (factor === undefined) return Number.POSITIVE_INFINITY
    const level = levelOf(factor, bent.values)
    const process = new GaussianProcess(
      factor,
      bent.values.map((y) => y - level),
    )
    const gains = process.likelihoodSlopes()
    let value = -process.logLikelihood - bent.logDensity
    gradient.set(lengthScaleGains(kernel, places, covariances, gains))
    const { variance, noise } = amplitudeGains(kernel, covariances, gains, points.size)
    gradient[layout.varianceAt] = variance
    if (layout.bendAt > layout.noiseAt) gradient[layout.noiseAt] = noise
    if (layout.warpAt > layout.bendAt) {
      gradient[layout.bendAt] = bent.densitySlope - dot(process.weights, bent.slopes)
    }
    if (warp !== undefined) {
      const byCoordinate = coordinateGains(kernel, places, covariances, gains)
      gradient.set(warpGains(warp, points, byCoordinate), layout.warpAt)
    }
    for (let k = 0; k < layout.size; k++) {
      const penalty = layout.penalty(k, x[k] as number)
      value += penalty.value
      gradient[k] = penalty.slope - (gradient[k] as number)
    }
    return value
  }
}

/** The level around which values vary that makes them the likeliest. */
export function levelOf(factor: Cholesky, values: Float64Array): number {
  const ones = new Float64Array(values.length).fill(1)
  factor.solve(ones)
  const total = ones.reduce((sum, share) => sum + share, 0)
  return dot(ones, values) / total
}

/** What is gained for each unit on the logarithms of variance and noise. */
function amplitudeGains(
  kernel: KernelParameters,
  { values }: Covariances,
  gains: Float64Array,
  size: number,
): { readonly variance: number; readonly noise: number } {
  let variance = 0
  let noise = 0
  for (let i = 0, at = 0; i < size; i++, at++) {
    // Off the diagonal everything is there twice.
    for (let j = 0; j < i; j++, at++) variance += 2 * (gains[at] as number) * (values[at] as number)
    variance += (gains[at] as number) * kernel.variance
    noise += (gains[at] as number) * kernel.noise
  }
  return { variance, noise }
}

/** What is gained for each unit on the logarithms of all a, then of all b. */
function warpGains(
  { a, b }: InputWarp,
  { size, width, categories, rows }: Points,
  byCoordinate: Float64Array,
): Float64Array {
  const count = a.length
  const result = new Float64Array(2 * count)
  const out: Bend = { value: 0, slope: 0, byA: 0, byB: 0 }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < count; k++) {
      const at = i * width + categories + k
      const gain = byCoordinate[at] as number
      bend(rows[at] as number, a[k] as number, b[k] as number, out)
      result[k] = (result[k] as number) + gain * out.byA
      result[count + k] = (result[count + k] as number) + gain * out.byB
    }
  }
  return result
}
