import { dot } from '../../math/dot.ts'
import { rowStart } from '../../math/triangular.ts'
import type { Cholesky } from '../../math/cholesky.ts'
import { bend, bendPoints } from './input-warp.ts'
import type { Bend, InputWarp } from './input-warp.ts'
import { covariancesWith, roomFor } from './kernel.ts'
import type { Covariances, KernelParameters } from './kernel.ts'
import { pointsOf, rowAt } from './points.ts'
import type { Points } from './points.ts'

/** Of the variance; below it there is no doubt left. */
const NO_DOUBT = 1e-12

export interface SurrogateInit {
  readonly kernel: KernelParameters
  readonly warp: InputWarp | undefined
  /** Before they are bent. */
  readonly points: Points
  readonly values: Float64Array
  /** What values are expected to be where nothing is known. */
  readonly level: number
  /** Of the covariances of what was seen at the points. */
  readonly factor: Cholesky
}

/** What is believed of a function everywhere, once some of its values have been seen. */
export class Surrogate {
  /** Of the point looked at last. */
  mean = 0
  variance = 0
  readonly #init: SurrogateInit
  readonly #bent: Points
  /** What each covariance with a value that was seen adds to a mean. */
  readonly #weights: Float64Array
  readonly #row: Float64Array
  readonly #steepness: Float64Array
  readonly #covariances: Covariances
  readonly #solved: Float64Array

  constructor(init: SurrogateInit) {
    const { points, values, warp, level, factor } = init
    this.#init = init
    this.#bent = warp === undefined ? points : bendPoints(warp, points)
    this.#weights = values.map((y) => y - level)
    factor.solve(this.#weights)
    this.#row = new Float64Array(points.width)
    this.#steepness = new Float64Array(points.width).fill(1)
    this.#covariances = roomFor(points.size)
    this.#solved = new Float64Array(points.size)
  }

  get points(): Points {
    return this.#init.points
  }

  /** Variance of the noise on what is seen. */
  get noise(): number {
    return this.#init.kernel.noise
  }

  /** Length scales, one for each coordinate. */
  get scales(): Float64Array {
    return this.#init.kernel.weights.map((weight) => 1 / Math.sqrt(weight))
  }

  /** The mean at a point. */
  meanAt(row: Float64Array): number {
    this.#see(row)
    return this.#init.level + dot(this.#weights, this.#covariances.values)
  }

  /** Sets `mean` and `variance` to those at a point, without noise. */
  look(row: Float64Array): void {
    const solved = this.#solved
    this.mean = this.meanAt(row)
    solved.set(this.#covariances.values)
    this.#init.factor.solveLower(solved)
    const { variance } = this.#init.kernel
    this.variance = Math.max(variance - dot(solved, solved), NO_DOUBT * variance)
  }

  /**
   * Adds to `slopes` how fast something grows along each number at the point that was looked at last,
   * if it grows by `byMean` with the mean and by `byVariance` with the variance. Once for each look.
   */
  addSlopes(byMean: number, byVariance: number, slopes: Float64Array): void {
    const { size, width, categories, rows } = this.#bent
    const { weights } = this.#init.kernel
    const { slopes: steep } = this.#covariances
    const row = this.#row
    const solved = this.#solved
    this.#init.factor.solveUpper(solved)
    for (let i = 0, at = 0; i < size; i++, at += width) {
      const share = byMean * (this.#weights[i] as number) - 2 * byVariance * (solved[i] as number)
      const gain = 2 * share * (steep[i] as number)
      for (let k = categories; k < width; k++) {
        const gap = (row[k] as number) - (rows[at + k] as number)
        slopes[k] =
          (slopes[k] as number) +
          gain * gap * (weights[k] as number) * (this.#steepness[k] as number)
      }
    }
  }

  /** As if what is expected had been seen at these points (the "Kriging believer"). */
  believing(list: readonly Float64Array[]): Surrogate {
    if (list.length === 0) return this
    const { points, kernel, warp, factor } = this.#init
    const size = points.size + list.length
    const seen = Array.from({ length: points.size }, (_, i) => rowAt(points, i))
    const all = pointsOf([...seen, ...list], points)
    const bent = warp === undefined ? all : bendPoints(warp, all)
    const more = new Float64Array(rowStart(size) - rowStart(points.size))
    const room = roomFor(size)
    const values = new Float64Array(size)
    values.set(this.#init.values)
    let at = 0
    for (const [i, row] of list.entries()) {
      const count = points.size + i
      covariancesWith(kernel, rowAt(bent, count), bent, room, 0, count)
      more.set(room.values.subarray(0, count), at)
      more[at + count] = kernel.variance + kernel.noise
      at += count + 1
      values[count] = this.meanAt(row)
    }
    const extended = factor.extended(more, size)
    if (extended === undefined) return this
    return new Surrogate({ ...this.#init, points: all, values, factor: extended })
  }

  /** The covariances of a value that is asked for with those that were seen. */
  #see(row: Float64Array): void {
    const { kernel, warp } = this.#init
    const bent = this.#bent
    this.#row.set(row)
    if (warp !== undefined) {
      const out: Bend = { value: 0, slope: 0, byA: 0, byB: 0 }
      for (let k = 0; k < warp.a.length; k++) {
        const at = bent.categories + k
        bend(row[at] as number, warp.a[k] as number, warp.b[k] as number, out)
        this.#row[at] = out.value
        this.#steepness[at] = out.slope
      }
    }
    covariancesWith(kernel, this.#row, bent, this.#covariances, 0, bent.size)
  }
}
