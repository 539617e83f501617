import { dot } from '../../math/dot.ts'
import type { Random } from '../../math/random.ts'
import { Categories } from './categories.ts'
import { normals } from './directions.ts'
import { Gaussian, type Step } from './gaussian.ts'
import { numbersAt, optionsAt, type Layout } from './layout.ts'
import { LearningRates } from './learning-rates.ts'
import { withMargin } from './margin.ts'
import { rankWeights } from './rank-weights.ts'
import { StopRules } from './stop-rules.ts'
import { strategyOf, type Strategy } from './strategy.ts'
import type { Beginning } from './start-from.ts'

/** A sample that was tried. */
export interface Tried {
  readonly coordinates: Float64Array
  /** What was sampled for the numeric sides, if the coordinates do not tell it. */
  readonly sample: readonly number[] | undefined
  /** Whether it was sampled by the very distribution that learns from it. */
  readonly isOwn: boolean
  /** Smaller is better; may be NaN or infinite. */
  readonly value: number
}

/** A sample to try. */
export interface Sampled {
  /** One coordinate for each side of the cube. */
  readonly coordinates: Float64Array
  /** What was sampled for the numeric sides, where the coordinates do not tell it. */
  readonly sample: readonly number[] | undefined
}

/**
 * How often a sample is drawn anew that lies outside of the cube. With many draws the samples would be
 * kept away from the walls, where the best config often is.
 */
const REDRAWS = 2

/** A distribution over all sides that moves generation by generation to where values are small. */
export class Descent {
  readonly populationSize: number
  readonly #layout: Layout
  readonly #strategy: Strategy
  /** Undefined where all parameters are categories. */
  readonly #gaussian: Gaussian | undefined
  readonly #rates: LearningRates | undefined
  /** What the deviations of the Gaussian are multiplied with, for values of which there are few. */
  readonly #factors: Float64Array
  readonly #margin: number
  readonly #categories: Categories | undefined
  readonly #stopRules: StopRules

  constructor(
    layout: Layout,
    so: Beginning & { readonly populationSize: number; readonly adaptsRates: boolean },
  ) {
    const { populationSize, start } = so
    const { length: size } = layout.numeric
    const strategy = strategyOf(Math.max(size, 1), populationSize)
    this.populationSize = populationSize
    this.#layout = layout
    this.#strategy = strategy
    this.#gaussian = size === 0 ? undefined : new Gaussian(strategy, start)
    this.#rates = so.adaptsRates ? new LearningRates(size) : undefined
    this.#factors = new Float64Array(size).fill(1)
    this.#margin = 1 / (size * populationSize)
    this.#categories = so.options.length === 0 ? undefined : new Categories(so.options)
    this.#stopRules = new StopRules(this.#gaussian, {
      sigma: start.sigma,
      dimensions: layout.sides,
      populationSize,
    })
    this.#keepMargins()
  }

  /** Why it leads nowhere any more; undefined if it may. */
  stopReason(): string | undefined {
    return this.#stopRules.reason()
  }

  /** @param z A standard normal vector to begin with, one number for each numeric side. */
  draw(z: Float64Array, random: Random): Sampled {
    const { sides, numeric, unordered, isCoarse } = this.#layout
    const sample = this.#drawNumbers(z, random)
    const coordinates = new Float64Array(sides)
    for (const [i, { index, kind }] of numeric.entries()) {
      const x = sample[i] as number
      // Beyond the ends of an ordered side there are still its first and last value.
      coordinates[index] = kind === 'continuous' ? mirrored(x) : Math.min(Math.max(x, 0), 1)
    }
    for (const [k, { index, axis }] of unordered.entries()) {
      coordinates[index] = axis.toUnit((this.#categories as Categories).draw(k, random))
    }
    const isTold = !isCoarse && sample.every(isInside)
    return { coordinates, sample: isTold ? undefined : Array.from(sample) }
  }

  /**
   * Learns from as many as `populationSize`.
   * @param tried Best first.
   * @param isTied Whether the one at an index is as good as the one before.
   */
  learn(tried: readonly Tried[], isTied: (index: number) => boolean): void {
    const weights = rankWeights(this.#strategy, isTied)
    if (this.#gaussian !== undefined) {
      const gaussian = this.#gaussian
      const steps = tried.map((one) => this.#stepOf(one, gaussian))
      if (this.#rates === undefined) gaussian.update(steps, weights)
      else this.#rates.update(gaussian, steps, weights)
      this.#keepMargins()
    }
    this.#categories?.update(
      tried.map(({ coordinates }) => optionsAt(this.#layout, coordinates)),
      weights.mean,
    )
    this.#stopRules.record(tried.map(({ value }) => value))
  }

  #drawNumbers(z: Float64Array, random: Random): Float64Array {
    const gaussian = this.#gaussian
    if (gaussian === undefined) return z
    let sample = this.#sampleOf(gaussian, z)
    for (let n = 0; n < REDRAWS && !this.#fits(sample); n++) {
      sample = this.#sampleOf(gaussian, normals(gaussian.size, random))
    }
    return sample
  }

  #sampleOf(gaussian: Gaussian, z: Float64Array): Float64Array {
    const { mean, sigma } = gaussian
    return gaussian
      .step(z)
      .map((step, i) => (mean[i] as number) + sigma * (this.#factors[i] as number) * step)
  }

  #fits(sample: Float64Array): boolean {
    return this.#layout.numeric.every(
      ({ kind }, i) => kind === 'ordered' || isInside(sample[i] as number),
    )
  }

  /** How a sample lies to the distribution. Coordinates that it does not have do not move the mean. */
  #stepOf({ coordinates, sample, isOwn }: Tried, gaussian: Gaussian): Step {
    const { mean, sigma } = gaussian
    const placed = numbersAt(this.#layout, coordinates)
    const y = placed.map((coordinate, i) => {
      const x = sample?.[i] ?? coordinate
      const centre = mean[i] as number
      return Number.isNaN(x) ? 0 : (x - centre) / (sigma * (this.#factors[i] as number))
    })
    if (!isOwn) shorten(y, gaussian)
    const isPartial = placed.some(Number.isNaN)
    return { y, pull: isPartial ? y.map((s, i) => (Number.isNaN(placed[i]) ? 0 : s)) : y }
  }

  #keepMargins(): void {
    const gaussian = this.#gaussian
    if (gaussian === undefined) return
    const { size, mean, sigma, covariance } = gaussian
    for (const [i, side] of this.#layout.numeric.entries()) {
      if (side.kind !== 'ordered') continue
      const deviation = sigma * Math.sqrt(covariance[i * size + i] as number)
      const now = { mean: mean[i] as number, deviation, factor: this.#factors[i] as number }
      const kept = withMargin(side, now, this.#margin)
      mean[i] = kept.mean
      this.#factors[i] = kept.factor
    }
  }
}

/**
 * A sample of another distribution may be so far away that it would upset all that was learned: it is
 * taken as if it were about as far as samples are (N. Hansen, "Injecting External Solutions Into CMA-ES",
 * arXiv 1110.4181).
 */
function shorten(y: Float64Array, gaussian: Gaussian): void {
  const { size } = gaussian
  const most = Math.sqrt(size) + (2 * size) / (size + 2)
  const white = gaussian.whiten(y)
  const length = Math.sqrt(dot(white, white))
  if (!(length > most)) return
  for (let i = 0; i < size; i++) y[i] = ((y[i] as number) * most) / length
}

function isInside(x: number): boolean {
  return x >= 0 && x <= 1
}

/** As if the walls of the cube were mirrors: what lies behind them looks as what lies before them. */
function mirrored(x: number): number {
  const folded = Math.abs(x) % 2
  return folded > 1 ? 2 - folded : folded
}
