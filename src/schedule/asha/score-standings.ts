import { ordinal } from '../../math/figures.ts'
import { OrderStatisticTree } from '../../math/order-statistic-tree.ts'
import { RankedSet } from '../../math/ranked-set.ts'
import type { Standings } from './standings.ts'

/** By one score; larger is better, NaN the worst. Each step takes O(log n). */
export class ScoreStandings implements Standings<number> {
  readonly #scores = new OrderStatisticTree()
  /** Ends with the best; of equals the earlier is the better one. */
  readonly #waiting = new RankedSet()
  /** How many equals came before one that waits, where there are any. */
  readonly #equalsBefore: Map<string, number> = new Map()

  get size(): number {
    return this.#scores.size
  }

  enter(trial: string, score: number): void {
    const equals = this.size - this.#scores.countBelow(score) - this.#scores.countAbove(score)
    if (equals > 0) this.#equalsBefore.set(trial, equals)
    this.#waiting.place(trial, score, -this.size)
    this.#scores.insert(score)
  }

  leave(trial: string): void {
    this.#waiting.delete(trial)
    this.#equalsBefore.delete(trial)
  }

  isAmongBest(trial: string, limit: number): boolean {
    return this.#rankOf(trial) <= limit
  }

  placeOf(trial: string): string {
    return `${ordinal(this.#rankOf(trial))} of ${this.size}`
  }

  next(limit: number, startable: { has(trial: string): boolean }): string | undefined {
    for (let i = this.#waiting.size - 1; i >= 0; i--) {
      const trial = this.#waiting.at(i) as string
      if (!this.isAmongBest(trial, limit)) return undefined
      if (startable.has(trial)) return trial
    }
    return undefined
  }

  *waiting(): Generator<string> {
    for (let i = this.#waiting.size - 1; i >= 0; i--) yield this.#waiting.at(i) as string
  }

  /** 1 for the best. */
  #rankOf(trial: string): number {
    const score = this.#waiting.scoreOf(trial) as number
    return this.#scores.countAbove(score) + (this.#equalsBefore.get(trial) ?? 0) + 1
  }
}
