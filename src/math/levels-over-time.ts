import { CrossSection } from './cross-section.ts'
import { DatedNumbers } from './dated-numbers.ts'
import { nextUp } from './next-up.ts'
import { OrderStatisticTree } from './order-statistic-tree.ts'
import type { CountedNumbers } from './cross-section.ts'

/**
 * Numbers that hold at a moment, or all the time between two moments, and what holds at some moment.
 * To take a number out is to put it into the books of what is out: nothing is ever freed.
 *
 * To put in and to take out cost O(log n) where many share the same few moments, as when time is
 * counted in steps, and O(log² n) on the average where every moment is another one; so does to count
 * what holds at a moment. To find the k-th of it takes O(log n) counts.
 */
export class LevelsOverTime {
  /** At which something was put in. */
  readonly #moments: OrderStatisticTree = new OrderStatisticTree()
  /** What holds at a moment, by that; a bare number as long as it is the only one ever. */
  readonly #points: Map<number, number | Balance> = new Map()
  /** What holds after a moment and ends before or with the next one, by the former. */
  readonly #gaps: Map<number, Gap> = new Map()
  /** Whatever else holds between moments, from when it holds on … */
  readonly #begun: DatedNumbers = new DatedNumbers()
  /** … and from when it does no longer. */
  readonly #over: DatedNumbers = new DatedNumbers()

  addAt(time: number, value: number): void {
    if (this.#points.has(time)) {
      this.#balanceAt(time).added.insert(value)
      return
    }
    this.#openGap(time)
    this.#moments.insert(time)
    this.#points.set(time, value)
  }

  /** Takes out what {@link addAt} put in. */
  removeAt(time: number, value: number): void {
    const balance = this.#balanceAt(time)
    balance.removed ??= new OrderStatisticTree()
    balance.removed.insert(value)
  }

  /**
   * Puts in what holds between two moments, but not at them.
   * @param from A moment at which something was put in.
   */
  addBetween(from: number, to: number, value: number): void {
    if (this.#isGap(from, to)) this.#gapAfter(from).added.push(to, value)
    else this.#put(nextUp(from), to, value)
  }

  /** Takes out what {@link addBetween} put in. */
  removeBetween(from: number, to: number, value: number): void {
    if (this.#isGap(from, to)) this.#gapAfter(from).removed.push(to, value)
    else this.#put(to, nextUp(from), value)
  }

  /** What holds at a moment; to be asked before the next change. */
  at(time: number): CrossSection {
    if (!this.#points.has(time)) {
      this.#openGap(time)
      return new CrossSection([this.#begun.until(time)], [this.#over.until(time)])
    }
    const { added, removed } = this.#balanceAt(time)
    return new CrossSection(
      [counted(added), this.#begun.until(time)],
      [counted(removed), this.#over.until(time)],
    )
  }

  #put(begins: number, isOver: number, value: number): void {
    this.#begun.insert(begins, value)
    this.#over.insert(isOver, value)
  }

  #balanceAt(time: number): Balance {
    const known = this.#points.get(time)
    if (typeof known === 'object') return known
    const balance: Balance = { added: new OrderStatisticTree() }
    if (known !== undefined) balance.added.insert(known)
    this.#points.set(time, balance)
    return balance
  }

  /** Whether nothing was put in at a moment between two. */
  #isGap(from: number, to: number): boolean {
    const next = this.#moments.at(this.#moments.size - this.#moments.countAbove(from))
    return !(next < to)
  }

  #gapAfter(from: number): Gap {
    let gap = this.#gaps.get(from)
    if (gap === undefined) this.#gaps.set(from, (gap = { added: [], removed: [] }))
    return gap
  }

  /** Something is to be seen in the gap around `time`: what holds there must be counted from now on. */
  #openGap(time: number): void {
    const from = this.#moments.at(this.#moments.countBelow(time) - 1)
    const gap = this.#gaps.get(from)
    if (gap === undefined) return
    this.#gaps.delete(from)
    const after = nextUp(from)
    for (const [to, value] of pairs(gap.added)) this.#put(after, to, value)
    for (const [to, value] of pairs(gap.removed)) this.#put(to, after, value)
  }
}

/** What was put in at a moment, and what was taken out there. */
interface Balance {
  readonly added: OrderStatisticTree
  removed?: OrderStatisticTree
}

/** Ends and values in turn, flat since there may be many. */
interface Gap {
  readonly added: number[]
  readonly removed: number[]
}

function* pairs(flat: readonly number[]): Iterable<readonly [number, number]> {
  for (let i = 0; i < flat.length; i += 2) yield [flat[i] as number, flat[i + 1] as number]
}

function counted(tree: OrderStatisticTree | undefined): CountedNumbers {
  if (tree === undefined) return NONE
  return { size: tree.size, countAbove: (value) => tree.countAbove(value), sources: [tree] }
}

const NONE: CountedNumbers = { size: 0, countAbove: () => 0, sources: [] }
