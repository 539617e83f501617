import { Alive, type Kernels } from './kernels.ts'
import type { Random } from '../../math/random.ts'

/** What is smaller by this factor's logarithm adds nothing, not even all of it together. */
const NEGLIGIBLE = 45

/**
 * A density on some sides of the unit cube: the weighted mean of components, each of them a product of
 * one kernel for each side. The last component is the prior.
 */
export class Mixture {
  readonly #kernels: readonly Kernels[]
  /** Sums of the weights up to each component, the last is 1. */
  readonly #sums: Float64Array
  /** Logarithm of each component's weight, and of its top where kernels have left that to it. */
  readonly #tops: Float64Array
  readonly #alive: Alive

  /**
   * @param weights One for each component, at least 0, in any unit; above 0 for the last.
   * @param kernelsFor Given an array with a number for each component, to which kernels may add the
   * logarithm of their tops.
   */
  constructor(weights: Float64Array, kernelsFor: (tops: Float64Array) => readonly Kernels[]) {
    const size = weights.length
    let total = 0
    for (let i = 0; i < size; i++) total += weights[i] as number
    this.#sums = new Float64Array(size)
    this.#tops = new Float64Array(size)
    let sum = 0
    for (let i = 0; i < size; i++) {
      const weight = weights[i] as number
      sum += weight
      this.#sums[i] = sum / total
      // Many have the same weight.
      this.#tops[i] =
        i > 0 && weight === weights[i - 1]
          ? (this.#tops[i - 1] as number)
          : Math.log(weight / total)
    }
    this.#kernels = kernelsFor(this.#tops)
    this.#alive = new Alive(size)
  }

  /** Logarithm of the density at a point with one coordinate for each side, however small it is. */
  logDensity(point: Float64Array): number {
    const alive = this.#alive
    const prior = this.#tops.length - 1
    let least = this.#tops[prior] as number
    for (let k = 0; k < point.length; k++) {
      least += (this.#kernels[k] as Kernels).logAt(prior, point[k] as number)
    }
    alive.begin(this.#tops, least - NEGLIGIBLE)
    for (let k = 0; k < point.length; k++) {
      const kernels = this.#kernels[k] as Kernels
      kernels.addTo(alive, point[k] as number)
    }
    return logSumExp(alive)
  }

  sample(random: Random): Float64Array {
    const component = this.#pick(random.next())
    return Float64Array.from(this.#kernels, (kernels) => kernels.sample(component, random))
  }

  #pick(share: number): number {
    const sums = this.#sums
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sums[middle] as number) > share) high = middle
      else low = middle + 1
    }
    return low
  }
}

function logSumExp({ logs, components, count }: Alive): number {
  let most = Number.NEGATIVE_INFINITY
  for (let k = 0; k < count; k++) most = Math.max(most, logs[components[k] as number] as number)
  let sum = 0
  for (let k = 0; k < count; k++) sum += Math.exp((logs[components[k] as number] as number) - most)
  return most + Math.log(sum)
}
