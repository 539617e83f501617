import { symmetricEigen } from '../../math/symmetric-eigen.ts'
import type { Gaussian, RankWeights, Step } from './gaussian.ts'

/** How clear a trend must be for a learning rate to stay, and how fast it follows. */
const TREND = 1.4
const PACE = 0.1

/** How fast the estimates of a trend forget. */
const MEMORY_OF_MEAN = 0.1
const MEMORY_OF_COVARIANCE = 0.03

/** Where the distribution was before an update. */
interface Before {
  readonly mean: Float64Array
  readonly sigma: number
  readonly covariance: Float64Array
  /** C^(−1/2), square. */
  readonly whitening: Float64Array
}

/**
 * Slows the updates of a distribution down as far as the trend is lost in them, so that noisy and
 * multimodal functions are learned with a small population: M. Nomura, Y. Akimoto and I. Ono, "CMA-ES
 * with Learning Rate Adaptation", GECCO 2023 (arXiv 2304.03473).
 */
export class LearningRates {
  readonly #mean: Trend
  readonly #covariance: Trend

  constructor(size: number) {
    this.#mean = new Trend(size, MEMORY_OF_MEAN)
    this.#covariance = new Trend(size * size, MEMORY_OF_COVARIANCE)
  }

  /** Updates a distribution, and takes back what was too much. */
  update(gaussian: Gaussian, steps: readonly Step[], weights: RankWeights): void {
    const { size } = gaussian
    const before: Before = {
      mean: gaussian.mean.slice(),
      sigma: gaussian.sigma,
      covariance: gaussian.covariance.slice(),
      whitening: whiteningOf(gaussian),
    }
    gaussian.update(steps, weights)

    const shift = gaussian.mean.map((x, i) => x - (before.mean[i] as number))
    const change = gaussian.covariance.map(
      (entry, i) =>
        gaussian.sigma ** 2 * entry - before.sigma ** 2 * (before.covariance[i] as number),
    )
    const { whitening, sigma } = before
    const localShift = product(whitening, shift, 1, size).map((x) => x / sigma)
    const localChange = product(whitening, product(whitening, change, size, size), size, size).map(
      (x) => x / (sigma ** 2 * Math.SQRT2),
    )
    const rateBefore = this.#mean.rate
    this.#mean.follow(localShift)
    this.#covariance.follow(localChange)

    const { mean, covariance } = gaussian
    for (let i = 0; i < size; i++) {
      mean[i] = (before.mean[i] as number) + this.#mean.rate * (shift[i] as number)
    }
    for (let i = 0; i < covariance.length; i++) {
      covariance[i] =
        sigma ** 2 * (before.covariance[i] as number) +
        this.#covariance.rate * (change[i] as number)
    }
    const values = symmetricEigen(covariance, size)?.values ?? new Float64Array([Number.NaN])
    const logVariance = values.reduce((sum, value) => sum + Math.log(value), 0) / size
    const variance = Math.exp(logVariance)
    for (let i = 0; i < covariance.length; i++) {
      covariance[i] = (covariance[i] as number) / variance
    }
    gaussian.sigma = (Math.sqrt(variance) * rateBefore) / this.#mean.rate
    gaussian.onCovarianceChanged()
  }
}

/** How much of a series of vectors is a trend, and the learning rate that follows from it. */
class Trend {
  rate = 1
  readonly #memory: number
  readonly #average: Float64Array
  #square = 0

  constructor(size: number, memory: number) {
    this.#memory = memory
    this.#average = new Float64Array(size)
  }

  follow(vector: Float64Array): void {
    const memory = this.#memory
    let square = 0
    let ofAverage = 0
    for (let i = 0; i < vector.length; i++) {
      const x = vector[i] as number
      const average = (1 - memory) * (this.#average[i] as number) + memory * x
      this.#average[i] = average
      square += x * x
      ofAverage += average * average
    }
    this.#square = (1 - memory) * this.#square + memory * square
    const noise = this.#square - ofAverage
    const signal = ofAverage - (memory / (2 - memory)) * this.#square
    const ratio = noise > 0 ? signal / noise : 0
    const excess = Math.min(Math.max(ratio / (TREND * this.rate) - 1, -1), 1)
    this.rate = Math.min(this.rate * Math.exp(Math.min(PACE * this.rate, memory) * excess), 1)
  }
}

function whiteningOf(gaussian: Gaussian): Float64Array {
  const { size } = gaussian
  const whitening = new Float64Array(size * size)
  const unit = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    unit[i] = 1
    whitening.set(gaussian.whiten(unit), i * size)
    unit[i] = 0
  }
  return whitening
}

/** A symmetric matrix times vectors that lie one after another; the rows of what it gives, likewise. */
function product(
  matrix: Float64Array,
  vectors: Float64Array,
  count: number,
  size: number,
): Float64Array {
  const result = new Float64Array(count * size)
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < size; i++) {
      let sum = 0
      for (let j = 0; j < size; j++) {
        sum += (matrix[i * size + j] as number) * (vectors[k * size + j] as number)
      }
      result[i * count + k] = sum
    }
  }
  return result
}
