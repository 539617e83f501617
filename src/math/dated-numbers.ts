import { DatedBlock } from './dated-block.ts'
import { OrderStatisticTree } from './order-statistic-tree.ts'
import { isAbove } from './sorted-array.ts'
import type { RankedNumbers } from './cross-section.ts'

/** How many numbers wait until they are put in order. */
const WAITING = 64

/**
 * A growing collection of numbers with a time each, to be asked about those up to a time. They are
 * kept in blocks, each twice as large as the one before it, of which two of the same size are merged
 * (Bentley and Saxe, "Decomposable searching problems I", 1980): to insert takes O(log² n) on the
 * average over all insertions, to count O(log² n).
 */
export class DatedNumbers {
  /** Block `i` has 2^i times {@link WAITING} numbers, or is not there. */
  readonly #blocks: (DatedBlock | undefined)[] = []
  #times: number[] = []
  #values: number[] = []

  insert(time: number, value: number): void {
    this.#times.push(time)
    if (this.#values.push(value) < WAITING) return
    let block = DatedBlock.of(this.#times, this.#values)
    this.#times = []
    this.#values = []
    let level = 0
    for (let same = this.#blocks[0]; same !== undefined; same = this.#blocks[level]) {
      block = DatedBlock.merge(same, block)
      this.#blocks[level] = undefined
      level += 1
    }
    this.#blocks[level] = block
  }

  /** Those with a time of at most `time`, as long as nothing is inserted. */
  until(time: number): NumbersUntil {
    const waiting = this.#values.filter((_, i) => (this.#times[i] as number) <= time)
    const parts: Part[] = []
    for (const block of this.#blocks) {
      const count = block?.countUntil(time) ?? 0
      if (block !== undefined && count > 0) parts.push({ block, count })
    }
    return new NumbersUntil(waiting, parts)
  }
}

/** The first few of a block in order of time. */
interface Part {
  readonly block: DatedBlock
  readonly count: number
}

/** The numbers up to some time. */
export class NumbersUntil {
  readonly size: number
  readonly #waiting: readonly number[]
  readonly #parts: readonly Part[]

  constructor(waiting: readonly number[], parts: readonly Part[]) {
    this.#waiting = waiting
    this.#parts = parts
    this.size = parts.reduce((sum, { count }) => sum + count, waiting.length)
  }

  countAbove(value: number): number {
    let count = 0
    for (const waiting of this.#waiting) if (isAbove(waiting, value)) count += 1
    for (const part of this.#parts) count += part.block.countAboveAmong(part.count, value)
    return count
  }

  /** Sorted collections that have all of these numbers, and may have others; the largest first. */
  get sources(): readonly RankedNumbers[] {
    const few = new OrderStatisticTree()
    for (const value of this.#waiting) few.insert(value)
    return [...this.#parts.map(({ block }) => block).toReversed(), few]
  }
}
