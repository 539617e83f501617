import { unitMass } from './truncated-normal.ts'

/** The kernels around many points along one coordinate of the unit cube. */
export interface Kernels {
  readonly bandwidth: number
  /** Adds the logarithm of each point's kernel at `x` to `logs`. */
  addTo(logs: Float64Array, x: number): void
}

const UNIFORM_VARIANCE = 1 / 12
const LOG_SQRT_TWO_PI = Math.log(2 * Math.PI) / 2

/** Normal kernels, cut to [0, 1]. */
export class NumberKernels implements Kernels {
  readonly bandwidth: number
  readonly #points: Float64Array
  /** Logarithms of the kernels at their tops. */
  readonly #tops: Float64Array
  /** How steep they are, 1 / bandwidth; 0 makes one even. */
  readonly #slopes: Float64Array

  /**
   * @param points NaN where one lacks the coordinate: its kernel is even.
   * @param exponent How the bandwidth shrinks with their number, −1 / (4 + dimensions).
   */
  constructor(points: Float64Array, exponent: number, minBandwidth: number) {
    const bandwidth = Math.max(
      minBandwidth,
      reference(points, exponent, varianceOf, UNIFORM_VARIANCE),
    )
    const top = -Math.log(bandwidth) - LOG_SQRT_TWO_PI
    this.bandwidth = bandwidth
    this.#points = points.map((point) => (Number.isNaN(point) ? 0 : point))
    this.#tops = points.map((point) =>
      Number.isNaN(point) ? 0 : top - Math.log(unitMass(point, bandwidth)),
    )
    this.#slopes = points.map((point) => (Number.isNaN(point) ? 0 : 1 / bandwidth))
  }

  addTo(logs: Float64Array, x: number): void {
    const points = this.#points
    const tops = this.#tops
    const slopes = this.#slopes
    for (let i = 0; i < logs.length; i++) {
      const z = ((points[i] as number) - x) * (slopes[i] as number)
      logs[i] = (logs[i] as number) + (tops[i] as number) - 0.5 * z * z
    }
  }
}

/**
 * The kernels of Aitchison and Aitken ("Multivariate binary discrimination by the kernel method",
 * Biometrika 63, 1976) around categories: the bandwidth is the share that all other categories get.
 */
export class CategoryKernels implements Kernels {
  readonly bandwidth: number
  readonly #points: Float64Array
  readonly #count: number

  /** @param count How many categories there are, at least 2; each is told by a number of its own. */
  constructor(points: Float64Array, exponent: number, minBandwidth: number, count: number) {
    const uniform = (1 - 1 / count) / 2
    const bandwidth = Math.max(minBandwidth, reference(points, exponent, diversityOf, uniform))
    // With a larger one a category would be less likely for having been seen.
    this.bandwidth = Math.min(bandwidth, 1 - 1 / count)
    this.#points = points
    this.#count = count
  }

  addTo(logs: Float64Array, x: number): void {
    const points = this.#points
    const own = Math.log1p(-this.bandwidth)
    const other = Math.log(this.bandwidth / (this.#count - 1))
    const absent = -Math.log(this.#count)
    for (let i = 0; i < logs.length; i++) {
      const point = points[i] as number
      const log = point === x ? own : Number.isNaN(point) ? absent : other
      logs[i] = (logs[i] as number) + log
    }
  }
}

/**
 * The normal reference rule, for the points that have the coordinate. A few that happen to agree are no
 * sign that all good ones do: there is one more, as it were, that is spread like a uniform draw.
 */
function reference(
  points: Float64Array,
  exponent: number,
  variance: (values: Float64Array) => number,
  uniform: number,
): number {
  const values = points.filter((point) => !Number.isNaN(point))
  const n = values.length
  if (n === 0) return 1.06 * Math.sqrt(uniform)
  return 1.06 * Math.sqrt((n * variance(values) + uniform) / (n + 1)) * n ** exponent
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length
}

/**
 * (1 − Σp²) / 2 for shares p: the variance of 0 and 1 where there are two categories, and the same
 * however more than two are numbered.
 */
function diversityOf(values: Float64Array): number {
  const counts = new Map<number, number>()
  for (const x of values) counts.set(x, (counts.get(x) ?? 0) + 1)
  let squares = 0
  for (const n of counts.values()) squares += (n / values.length) ** 2
  return Math.max(0, 1 - squares) / 2
}
