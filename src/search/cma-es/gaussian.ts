import { dot } from '../../math/dot.ts'
import { addSquare, identity } from '../../math/square.ts'
import { symmetricEigen } from '../../math/symmetric-eigen.ts'
import { weightedSum } from '../../math/weighted-sum.ts'
import type { Strategy } from './strategy.ts'

/** The least variance along an axis, as a share of the largest: what is less is rounding. */
const LEAST_VARIANCE = 1e-16

/** Bounds of the step size, within which all that is computed from it stays finite. */
const LEAST_SIGMA = 1e-30
const MOST_SIGMA = 1e30

/** A sample of the distribution, in steps of its size: (x − mean) / sigma. */
export interface Step {
  readonly y: Float64Array
  /** The same, but 0 where it says nothing about where to go. */
  readonly pull: Float64Array
}

/** What a rank is worth, best first. */
export interface RankWeights {
  /** For where the mean goes: at least 0, the sum is 1. */
  readonly mean: Float64Array
  /** For the covariance: good steps attract, bad ones repel. */
  readonly covariance: Float64Array
}

/** The axes of the covariance. */
interface Axes {
  /** Standard deviation along each, ascending. */
  readonly deviations: Float64Array
  /** Unit vectors, one after another. */
  readonly vectors: Float64Array
}

/**
 * The distribution N(mean, sigma² C) of CMA-ES and its update by weighted recombination, cumulative step
 * size adaptation and covariance matrix adaptation with negative weights: N. Hansen, "The CMA Evolution
 * Strategy: A Tutorial" (arXiv 1604.00772), figure 6.
 */
export class Gaussian {
  readonly mean: Float64Array
  /** Step size. */
  sigma: number
  /** C, square, row after row. */
  readonly covariance: Float64Array
  readonly pathSigma: Float64Array
  readonly pathC: Float64Array
  readonly #strategy: Strategy
  #updates = 0
  #axes: Axes | undefined

  constructor(
    strategy: Strategy,
    start: {
      readonly mean: Float64Array
      readonly sigma: number
      /** @defaultValue the identity */
      readonly covariance?: Float64Array
    },
  ) {
    const size = start.mean.length
    this.#strategy = strategy
    this.mean = start.mean.slice()
    this.sigma = start.sigma
    this.covariance = start.covariance?.slice() ?? identity(size)
    this.pathSigma = new Float64Array(size)
    this.pathC = new Float64Array(size)
  }

  get size(): number {
    return this.mean.length
  }

  /** C^(1/2) z, up to a rotation of z: a step, if z is a standard normal vector. */
  step(z: Float64Array): Float64Array {
    const { size } = this
    const { deviations, vectors } = this.axes
    const y = new Float64Array(size)
    for (let k = 0; k < size; k++) {
      const length = (deviations[k] as number) * (z[k] as number)
      for (let i = 0; i < size; i++) {
        y[i] = (y[i] as number) + length * (vectors[k * size + i] as number)
      }
    }
    return y
  }

  /** C^(−1/2) y. */
  whiten(y: Float64Array): Float64Array {
    const { size } = this
    const { deviations, vectors } = this.axes
    const white = new Float64Array(size)
    for (let k = 0; k < size; k++) {
      let length = 0
      for (let i = 0; i < size; i++) {
        length += (vectors[k * size + i] as number) * (y[i] as number)
      }
      length /= deviations[k] as number
      for (let i = 0; i < size; i++) {
        white[i] = (white[i] as number) + length * (vectors[k * size + i] as number)
      }
    }
    return white
  }

  /** Learns from a generation, best first. */
  update(steps: readonly Step[], weights: RankWeights): void {
    const { muEff, cSigma, dSigma, cC, chi } = this.#strategy
    const { size, pathSigma, pathC, mean } = this
    const white = steps.map(({ y }) => this.whiten(y))
    const shift = weightedSum(
      steps.map(({ y }) => y),
      weights.mean,
    )
    const pull = weightedSum(
      steps.map(({ pull }) => pull),
      weights.mean,
    )
    const whiteShift = weightedSum(white, weights.mean)
    const push = Math.sqrt(cSigma * (2 - cSigma) * muEff)
    for (let i = 0; i < size; i++) {
      mean[i] = (mean[i] as number) + this.sigma * (pull[i] as number)
      pathSigma[i] = (1 - cSigma) * (pathSigma[i] as number) + push * (whiteShift[i] as number)
    }
    this.#updates += 1
    const length = Math.sqrt(dot(pathSigma, pathSigma))
    const unbiased = length / Math.sqrt(1 - (1 - cSigma) ** (2 * this.#updates))
    // While the step size grows fast, the path of the covariance would grow too long.
    const isSteady = unbiased < (1.4 + 2 / (size + 1)) * chi
    const pushC = isSteady ? Math.sqrt(cC * (2 - cC) * muEff) : 0
    for (let i = 0; i < size; i++) {
      pathC[i] = (1 - cC) * (pathC[i] as number) + pushC * (shift[i] as number)
    }
    this.#adapt(steps, white, { weights: weights.covariance, isSteady })
    const sigma = this.sigma * Math.exp((cSigma / dSigma) * (length / chi - 1))
    this.sigma = Math.min(Math.max(sigma, LEAST_SIGMA), MOST_SIGMA)
    this.#axes = undefined
  }

  /** To be said when the covariance was changed from outside. */
  onCovarianceChanged(): void {
    this.#axes = undefined
  }

  /** Worked out when they are needed first. */
  get axes(): Axes {
    this.#axes ??= this.#decompose()
    return this.#axes
  }

  #adapt(
    steps: readonly Step[],
    white: readonly Float64Array[],
    { weights, isSteady }: { readonly weights: Float64Array; readonly isSteady: boolean },
  ): void {
    const { c1, cMu, cC } = this.#strategy
    const { size, covariance, pathC } = this
    const lost = isSteady ? 0 : c1 * cC * (2 - cC)
    let sum = 0
    for (const weight of weights) sum += weight
    const keep = 1 + lost - c1 - cMu * sum
    for (let i = 0; i < covariance.length; i++) covariance[i] = keep * (covariance[i] as number)
    addSquare(covariance, pathC, c1)
    for (const [k, { y }] of steps.entries()) {
      const weight = weights[k] as number
      // However far a bad step was, what is taken away stays positive definite.
      const scale =
        weight >= 0 ? 1 : size / (dot(white[k] as Float64Array, white[k] as Float64Array) + 1e-8)
      addSquare(covariance, y, cMu * weight * scale)
    }
  }

  #decompose(): Axes {
    const found = symmetricEigen(this.covariance, this.size)
    if (found === undefined) {
      // What cannot be decomposed cannot be repaired either: only its size is kept.
      this.covariance.set(identity(this.size))
      return { deviations: new Float64Array(this.size).fill(1), vectors: identity(this.size) }
    }
    const least = LEAST_VARIANCE * (found.values.at(-1) as number)
    const deviations = found.values.map((value) => Math.sqrt(Math.max(value, least)))
    return { deviations, vectors: found.vectors }
  }
}
