import { compareScores } from './score.ts'
import { countBelow, countUpTo, mergeSorted } from './sorted-array.ts'
import { WaveletBits } from './wavelet-bits.ts'
import type { RankedNumbers } from './cross-section.ts'

/**
 * Numbers with a time each, as many as a power of two and at least 32, for good. How many of them have
 * a time up to some time and are larger than some value takes O(log n). About 20 + log₂(n) / 4 bytes
 * a number.
 */
export class DatedBlock implements RankedNumbers {
  /** Ascending. */
  readonly #times: Float64Array
  /** Ascending, NaN first. */
  readonly #values: Float64Array
  /** Where the values are in {@link DatedBlock.#values}, in order of time. */
  readonly #ranks: Uint32Array
  readonly #bits: WaveletBits

  private constructor(times: Float64Array, values: Float64Array, ranks: Uint32Array) {
    this.#times = times
    this.#values = values
    this.#ranks = ranks
    this.#bits = new WaveletBits(ranks)
  }

  /** Of times and the values that belong to them. */
  static of(times: readonly number[], values: readonly number[]): DatedBlock {
    const indices = times.map((_, i) => i)
    const byTime = indices.toSorted((i, j) => (times[i] as number) - (times[j] as number))
    const byValue = indices.toSorted((i, j) =>
      compareScores(values[i] as number, values[j] as number, 'max'),
    )
    const ranks = new Uint32Array(indices.length)
    for (const [rank, i] of byValue.entries()) ranks[i] = rank
    return new DatedBlock(
      Float64Array.from(byTime, (i) => times[i] as number),
      Float64Array.from(byValue, (i) => values[i] as number),
      Uint32Array.from(byTime, (i) => ranks[i] as number),
    )
  }

  /** All that is in two blocks of the same size. */
  static merge(a: DatedBlock, b: DatedBlock): DatedBlock {
    const times = mergeSorted(a.#times, b.#times)
    const values = mergeSorted(a.#values, b.#values)
    const ranks = new Uint32Array(times.all.length)
    for (let i = 0; i < a.size; i++) {
      ranks[times.placesA[i] as number] = values.placesA[a.#ranks[i] as number] as number
      ranks[times.placesB[i] as number] = values.placesB[b.#ranks[i] as number] as number
    }
    return new DatedBlock(times.all, values.all, ranks)
  }

  get size(): number {
    return this.#times.length
  }

  at(k: number): number {
    return this.#values[k] ?? Number.NaN
  }

  countBelow(value: number): number {
    return countBelow(this.#values, value)
  }

  countAbove(value: number): number {
    return this.size - countUpTo(this.#values, value)
  }

  /** How many have a time of at most `time`. */
  countUntil(time: number): number {
    return countUpTo(this.#times, time)
  }

  /** How many of the first `count` in order of time are larger than `value`. */
  countAboveAmong(count: number, value: number): number {
    const above = this.countAbove(value)
    if (count === 0 || above === 0) return 0
    if (count === this.size) return above
    return above === this.size ? count : this.#bits.countFrom(this.size - above, count)
  }
}
