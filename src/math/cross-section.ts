import { isAbove } from './sorted-array.ts'
import type { SortedNumbers } from './quantile.ts'

/** Sorted numbers that can be counted. */
export interface RankedNumbers extends SortedNumbers {
  /** How many are smaller than `value`. */
  countBelow(value: number): number
  /** How many are larger than `value`. */
  countAbove(value: number): number
}

/** Numbers in no order. */
export interface CountedNumbers {
  readonly size: number
  countAbove(value: number): number
  /** Sorted collections that have all of these numbers, and may have others. */
  readonly sources: readonly RankedNumbers[]
}

/**
 * All numbers of some collections but those of others, of which each must be there. To count costs as
 * much as to count in each; to find the k-th takes O(log n) counts, and few where the numbers are
 * spread evenly.
 */
export class CrossSection implements SortedNumbers {
  readonly size: number
  readonly #those: readonly CountedNumbers[]
  readonly #without: readonly CountedNumbers[]
  /** What was found out on the way to a k-th number, for the next one. */
  readonly #known: Ranked[] = []

  constructor(those: readonly CountedNumbers[], without: readonly CountedNumbers[]) {
    this.#those = those.filter(({ size }) => size > 0)
    this.#without = without.filter(({ size }) => size > 0)
    this.size = sizeOf(this.#those) - sizeOf(this.#without)
  }

  /** How many are larger than `value`. */
  countAbove(value: number): number {
    return countAbove(this.#those, value) - countAbove(this.#without, value)
  }

  /** The number with `k` numbers before it, 0 ≤ k < size; NaN outside of that. */
  at(k: number): number {
    if (k < 0 || k >= this.size) return Number.NaN
    const sources = this.#those.flatMap(({ sources }) => sources)
    const [only] = sources
    if (only?.size === this.size && sources.length === 1) return only.at(k)
    const search = new Search(this, k, this.#known)
    for (const source of sources) search.lookIn(source)
    return search.found
  }
}

/** A number, and how many there are up to it. */
interface Ranked {
  readonly value: number
  readonly upTo: number
}

/** Looks for the first number up to which there are more than `k`. */
class Search {
  readonly #numbers: CrossSection
  readonly #k: number
  readonly #known: Ranked[]
  /** The largest number known that comes before. */
  #below: Ranked | undefined
  /** The smallest number known that does not. */
  #found: Ranked | undefined

  constructor(numbers: CrossSection, k: number, known: Ranked[]) {
    this.#numbers = numbers
    this.#k = k
    this.#known = known
    for (const ranked of known) this.#compare(ranked)
  }

  get found(): number {
    return this.#found?.value ?? Number.NaN
  }

  lookIn(source: RankedNumbers): void {
    let low = this.#below ? source.size - source.countAbove(this.#below.value) : 0
    let high = this.#found ? source.countBelow(this.#found.value) : source.size
    for (let round = 1; low < high; round++) {
      const guess = low + Math.floor((high - low) * (round % 3 === 0 ? 0.5 : this.#share))
      const middle = Math.min(guess, high - 1)
      const value = source.at(middle)
      const ranked = { value, upTo: this.#numbers.size - this.#numbers.countAbove(value) }
      this.#known.push(ranked)
      this.#compare(ranked)
      if (ranked.upTo > this.#k) high = middle
      else low = middle + 1
    }
  }

  #compare(ranked: Ranked): void {
    if (ranked.upTo <= this.#k) {
      if (this.#below === undefined || isAbove(ranked.value, this.#below.value))
        this.#below = ranked
    } else if (this.#found === undefined || isAbove(this.#found.value, ranked.value)) {
      this.#found = ranked
    }
  }

  /** How far from what is below to what was found the number should be if all are spread evenly. */
  get #share(): number {
    const from = this.#below?.upTo ?? 0
    const to = this.#found?.upTo ?? this.#numbers.size
    return (this.#k + 0.5 - from) / (to - from)
  }
}

function sizeOf(collections: readonly CountedNumbers[]): number {
  return collections.reduce((sum, { size }) => sum + size, 0)
}

function countAbove(collections: readonly CountedNumbers[], value: number): number {
  return collections.reduce((sum, numbers) => sum + numbers.countAbove(value), 0)
}
