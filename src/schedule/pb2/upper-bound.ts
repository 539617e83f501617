import { dot } from '../../math/dot.ts'
import { rowStart } from '../../math/triangular.ts'
import { logDecay } from './time-kernel.ts'
import type { Cholesky } from '../../math/cholesky.ts'
import type { ImprovementModel } from './improvement-model.ts'

/** Of the variance; below it there is nothing left to learn. */
const NO_DOUBT = 1e-12

/** Where a trial goes on from, in the model's frame. */
export interface Start {
  readonly time: number
  readonly score: number
}

/**
 * How much a trial may gain at best: mean plus κ standard deviations of the model's prediction, by its
 * parameters alone. Choices that nothing is known of yet reduce the deviation around them as if they
 * had been seen, whatever comes of them (GP-BUCB: Desautels, Krause and Burdick, JMLR 15, 2014).
 */
export class UpperBound {
  /** Its values differ by about this much. */
  readonly scale: number
  readonly #model: ImprovementModel
  readonly #kappa: number
  /** Of what was seen and of what is pending. */
  readonly #factor: Cholesky
  /** Parameters of the same. */
  readonly #places: readonly Float64Array[]
  /** Logarithms of the covariances, but for the parameters. */
  readonly #logs: Float64Array

  constructor(
    model: ImprovementModel,
    start: Start,
    pending: readonly Float64Array[],
    kappa: number,
  ) {
    const { kernel, points, process } = model
    const { width, times, coordinates } = points
    this.#model = model
    this.#kappa = kappa
    this.scale = Math.sqrt(kernel.variance)
    const seen = Array.from(times, (_, i) => coordinates.subarray(i * width + 1, (i + 1) * width))
    this.#places = [...seen, ...pending]
    const atStart = Math.log(kernel.variance)
    this.#logs = new Float64Array(this.#places.length).fill(atStart)
    for (const [i, time] of times.entries()) {
      const lapse = Math.abs(start.time - time)
      const score = start.score - (coordinates[i * width] as number)
      this.#logs[i] = atStart + logDecay(kernel.epsilon, lapse) - score ** 2 / kernel.lengthScale
    }
    this.#factor = this.#extend(process.factor, pending)
  }

  /** Its value at a place; its slopes there are written into `slopes`, as many as that holds. */
  at(place: Float64Array, slopes?: Float64Array): number {
    const { process, kernel } = this.#model
    const covariances = this.#covariancesWith(place, this.#places.length)
    const mean = process.mean(covariances.subarray(0, process.weights.length))
    const solved = covariances.slice()
    let deviation = 0
    if (this.#kappa > 0) {
      this.#factor.solveLower(solved)
      const variance = kernel.variance - dot(solved, solved)
      deviation = Math.sqrt(Math.max(variance, NO_DOUBT * kernel.variance))
    }
    if (slopes !== undefined) this.#writeSlopes(slopes, place, covariances, solved, deviation)
    return mean + this.#kappa * deviation
  }

  #writeSlopes(
    slopes: Float64Array,
    place: Float64Array,
    covariances: Float64Array,
    solved: Float64Array,
    deviation: number,
  ): void {
    const { process, kernel } = this.#model
    slopes.fill(0)
    if (deviation > 0) this.#factor.solveUpper(solved)
    for (const [i, other] of this.#places.entries()) {
      const doubt = deviation > 0 ? (this.#kappa * (solved[i] as number)) / deviation : 0
      const share = (process.weights[i] ?? 0) - doubt
      const factor = (-2 * share * (covariances[i] as number)) / kernel.lengthScale
      for (let k = 0; k < slopes.length; k++) {
        slopes[k] = (slopes[k] as number) + factor * ((place[k] as number) - (other[k] as number))
      }
    }
  }

  /** Of what would be gained at a place with what is known or pending, the first `count` of it. */
  #covariancesWith(place: Float64Array, count: number): Float64Array {
    const { lengthScale } = this.#model.kernel
    const covariances = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const other = this.#places[i] as Float64Array
      let square = 0
      for (let k = 0; k < place.length; k++) {
        const distance = (place[k] as number) - (other[k] as number)
        square += distance * distance
      }
      covariances[i] = Math.exp((this.#logs[i] as number) - square / lengthScale)
    }
    return covariances
  }

  #extend(seen: Cholesky, pending: readonly Float64Array[]): Cholesky {
    const { variance, noise } = this.#model.kernel
    const size = seen.size + pending.length
    const more = new Float64Array(rowStart(size) - rowStart(seen.size))
    let at = 0
    for (const [i, place] of pending.entries()) {
      const count = seen.size + i
      more.set(this.#covariancesWith(place, count), at)
      more[at + count] = variance + noise
      at += count + 1
    }
    const extended = seen.extended(more, size)
    if (extended === undefined) throw new Error('covariances with noise are positive definite')
    return extended
  }
}
