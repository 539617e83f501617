import { rowStart } from '../../math/triangular.ts'

/**
 * How alike what happens at two points is: `v · exp(−‖x − x'‖² / ℓ) · (1 − ε)^(|t − t'| / 2)`, and
 * independent noise on what is seen (Bogunovic, Scarlett and Cevher, "Time-Varying Gaussian Process
 * Bandit Optimization", AISTATS 2016).
 */
export interface KernelParameters {
  readonly variance: number
  readonly lengthScale: number
  /** How much is forgotten from one end of the time to the other. */
  readonly epsilon: number
  /** Variance of the noise. */
  readonly noise: number
}

/** Points with their times. */
export interface TimedPoints {
  readonly size: number
  /** How many coordinates a point has. */
  readonly width: number
  readonly times: Float64Array
  /** Point after point. */
  readonly coordinates: Float64Array
}

/** What the covariances of points among each other depend on; packed. */
export interface Distances {
  readonly squares: Float64Array
  /** |t − t'|. */
  readonly lapses: Float64Array
}

export function distancesAmong({ size, width, times, coordinates }: TimedPoints): Distances {
  const squares = new Float64Array(rowStart(size))
  const lapses = new Float64Array(rowStart(size))
  for (let i = 0; i < size; i++) {
    const start = rowStart(i)
    for (let j = 0; j < i; j++) {
      let square = 0
      for (let k = 0; k < width; k++) {
        const a = coordinates[i * width + k] as number
        const b = coordinates[j * width + k] as number
        square += (a - b) * (a - b)
      }
      squares[start + j] = square
      lapses[start + j] = Math.abs((times[i] as number) - (times[j] as number))
    }
  }
  return { squares, lapses }
}

/** Logarithm of how alike two points are if `lapse` is all that is between them. */
export function logDecay(epsilon: number, lapse: number): number {
  return 0.5 * lapse * Math.log1p(-epsilon)
}

/** The covariances of what is seen at the first `size` points; packed. */
export function covariancesAmong(
  { variance, lengthScale, epsilon, noise }: KernelParameters,
  { squares, lapses }: Distances,
  size: number,
): Float64Array {
  const decay = logDecay(epsilon, 1)
  const covariances = new Float64Array(rowStart(size))
  for (let i = 0; i < covariances.length; i++) {
    const square = squares[i] as number
    covariances[i] = variance * Math.exp(decay * (lapses[i] as number) - square / lengthScale)
  }
  for (let i = 0; i < size; i++) covariances[rowStart(i) + i] = variance + noise
  return covariances
}
