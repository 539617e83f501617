import { Bins } from '../../math/bins.ts'
import { QuantileBoosting, type BoostingRules } from '../../math/quantile-boosting.ts'
import type { Random } from '../../math/random.ts'
import type { Cube } from '../cube.ts'
import type { Observations } from './observations.ts'

/** So many thresholds and one are tried of a number. */
const MAX_BINS = 16

/** With fewer trials none are spared to check the model with. */
const MIN_TO_CHECK = 32

/** Of these, so many are. */
const CHECKED_SHARE = 0.1

/** Of more trials than these, the best and a sample of the others are modelled. */
export const MAX_TRIALS = 600
const BEST = 200

/** Few trees, each of which says much: no worse than many that say little, and several times as fast. */
export const TREES: BoostingRules = {
  trees: 40,
  depth: 3,
  rate: 0.2,
  minLeaf: 1,
  maxRows: 200,
  maxFeatures: 32,
}

/** What the model is checked with. */
interface Spared {
  readonly point: Float64Array
  readonly target: number
}

/**
 * Quantiles of what a config comes to at the full step, in the unit of the targets. The step that a
 * result was at is one more coordinate, so that a trial is not thought to be poor because it was short.
 */
export class QuantileModel {
  /** How many quantiles there are. */
  readonly size: number
  readonly #bins: Bins
  readonly #models: readonly QuantileBoosting[]
  /** By how much each is moved, because those it was checked with lay further out, or closer. */
  readonly #shifts: Float64Array
  /** A place and the full step. */
  readonly #point: Float64Array
  readonly #codes: Uint8Array

  /** @param random What is drawn of the trials, and what is drawn in growing trees. */
  constructor(observations: Observations, cube: Cube, quantiles: number, random: Random) {
    const { targets, fullStep } = observations
    const isCategory = [...cube.categories.map((size) => size > 0), false]
    const width = isCategory.length
    const all = random.shuffle(chosen(observations, random)).map((row) => ({
      point: pointOf(observations, row),
      target: targets[row] as number,
    }))
    const spared = all.length < MIN_TO_CHECK ? 0 : Math.floor(CHECKED_SHARE * all.length)
    const training = all.slice(spared)
    const bins = new Bins({
      points: training.map(({ point }) => point),
      isCategory,
      maxBins: MAX_BINS,
    })
    const codes = new Uint8Array(training.length * width)
    for (const [i, { point }] of training.entries()) bins.encode(point, codes, i * width)
    const own = Float64Array.from(training, ({ target }) => target)
    this.size = quantiles
    this.#bins = bins
    this.#point = new Float64Array(width).fill(fullStep)
    this.#codes = new Uint8Array(width)
    this.#models = Array.from({ length: quantiles }, (_, k) => {
      const quantile = (k + 1) / (quantiles + 1)
      return new QuantileBoosting({ bins, codes, targets: own, quantile, rules: TREES, random })
    })
    this.#shifts = this.#conform(all.slice(0, spared))
  }

  /** The estimate of one quantile, 0 the lowest, at a place of the cube. */
  predict(place: Float64Array, quantile: number): number {
    this.#point.set(place)
    return this.#estimate(this.#point, quantile) + (this.#shifts[quantile] as number)
  }

  #estimate(point: Float64Array, quantile: number): number {
    this.#bins.encode(point, this.#codes, 0)
    return (this.#models[quantile] as QuantileBoosting).predict(this.#codes, 0)
  }

  /**
   * Conformal correction: each pair of quantiles is moved apart (or together) until it holds between
   * them the share of the trials spared that it should.
   */
  #conform(spared: readonly Spared[]): Float64Array {
    const shifts = new Float64Array(this.size)
    const n = spared.length
    if (n === 0) return shifts
    for (let low = 0; low < (this.size - 1) / 2; low++) {
      const high = this.size - 1 - low
      const scores = Float64Array.from(spared, ({ point, target }) =>
        Math.max(this.#estimate(point, low) - target, target - this.#estimate(point, high)),
      ).sort()
      const share = (high - low) / (this.size + 1)
      const rank = Math.min(Math.ceil(share * (n + 1)), n)
      const shift = scores[rank - 1] as number
      shifts[low] = -shift
      shifts[high] = shift
    }
    return shifts
  }
}

function pointOf({ trials, steps }: Observations, row: number): Float64Array {
  const coordinates = trials[row]?.coordinates ?? new Float64Array(0)
  const point = new Float64Array(coordinates.length + 1)
  point.set(coordinates)
  point[coordinates.length] = steps[row] as number
  return point
}

/** The trials that are modelled. */
function chosen({ order }: Observations, random: Random): readonly number[] {
  if (order.length <= MAX_TRIALS) return order
  return [...order.slice(0, BEST), ...random.shuffle(order.slice(BEST)).slice(0, MAX_TRIALS - BEST)]
}
