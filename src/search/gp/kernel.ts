import { rowStart } from '../../math/triangular.ts'
import type { Points } from './points.ts'

/**
 * How alike the values at two points are: the Matérn kernel of smoothness 5/2 (Rasmussen and Williams,
 * "Gaussian Processes for Machine Learning", 2006, equation 4.17). The squared distance is the sum of
 * the squared differences, each times a weight of its own; of two categories that differ it is 1.
 */
export interface KernelParameters {
  /** One for each coordinate: 1 / length scale². */
  readonly weights: Float64Array
  readonly variance: number
  /** Variance of independent noise on what is seen. */
  readonly noise: number
}

/** Covariances, and their derivatives by the squared distance. */
export interface Covariances {
  readonly values: Float64Array
  readonly slopes: Float64Array
}

export function roomFor(count: number): Covariances {
  return { values: new Float64Array(count), slopes: new Float64Array(count) }
}

/** Those of what is seen at all points among each other, noise included; packed. */
export function covariancesAmong(kernel: KernelParameters, points: Points): Covariances {
  const { size, width, rows } = points
  const all = roomFor(rowStart(size))
  for (let i = 0; i < size; i++) {
    const at = rowStart(i)
    covariancesWith(kernel, rows.subarray(i * width, (i + 1) * width), points, all, at, i)
    all.values[at + i] = kernel.variance + kernel.noise
    all.slopes[at + i] = (-5 / 6) * kernel.variance
  }
  return all
}

/**
 * Those of a point with the first `count` of others, without noise; written into `out` from `at` on.
 * This is where a model spends its time: no calls, no memory.
 */
export function covariancesWith(
  { weights, variance }: KernelParameters,
  row: Float64Array,
  { width, categories, rows }: Points,
  { values, slopes }: Covariances,
  at: number,
  count: number,
): void {
  for (let i = 0, b = 0; i < count; i++, b += width) {
    let square = 0
    for (let k = 0; k < categories; k++) {
      if (row[k] !== rows[b + k]) square += weights[k] as number
    }
    for (let k = categories; k < width; k++) {
      const gap = (row[k] as number) - (rows[b + k] as number)
      square += gap * gap * (weights[k] as number)
    }
    const x = Math.sqrt(5 * square)
    const decay = variance * Math.exp(-x)
    values[at + i] = (1 + x + (x * x) / 3) * decay
    slopes[at + i] = (-5 / 6) * (1 + x) * decay
  }
}

/**
 * What a function gains for each unit on the logarithm of a length scale, if it gains `gains[i, j]` for
 * each unit on the covariance of points i and j (packed; off the diagonal everything is there twice).
 */
export function lengthScaleGains(
  { weights }: KernelParameters,
  { size, width, categories, rows }: Points,
  { slopes }: Covariances,
  gains: Float64Array,
): Float64Array {
  const sums = new Float64Array(width)
  for (let i = 0, at = 0; i < size; i++, at++) {
    const a = i * width
    for (let j = 0, b = 0; j < i; j++, at++, b += width) {
      const gain = (gains[at] as number) * (slopes[at] as number)
      for (let k = 0; k < categories; k++) {
        if (rows[a + k] !== rows[b + k]) sums[k] = (sums[k] as number) + gain
      }
      for (let k = categories; k < width; k++) {
        const gap = (rows[a + k] as number) - (rows[b + k] as number)
        sums[k] = (sums[k] as number) + gain * gap * gap
      }
    }
  }
  // Twice for the symmetry, and twice because a weight falls with the square of the length scale.
  return sums.map((sum, k) => -4 * sum * (weights[k] as number))
}

/** What the same function gains for each unit on each coordinate of each point; 0 for categories. */
export function coordinateGains(
  { weights }: KernelParameters,
  { size, width, categories, rows }: Points,
  { slopes }: Covariances,
  gains: Float64Array,
): Float64Array {
  const sums = new Float64Array(rows.length)
  for (let i = 0, at = 0; i < size; i++, at++) {
    const a = i * width
    for (let j = 0, b = 0; j < i; j++, at++, b += width) {
      const gain = 4 * (gains[at] as number) * (slopes[at] as number)
      for (let k = categories; k < width; k++) {
        const gap = (rows[a + k] as number) - (rows[b + k] as number)
        const share = gain * gap * (weights[k] as number)
        sums[a + k] = (sums[a + k] as number) + share
        sums[b + k] = (sums[b + k] as number) - share
      }
    }
  }
  return sums
}
