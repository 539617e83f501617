import { ParetoRanking } from '../../math/pareto-ranking.ts'
import type { Standings } from './standings.ts'

/**
 * By several scores at once, in the order of {@link ParetoRanking}: of those on a front who waits is
 * ranked by how well it complements those that went on.
 */
export class ParetoStandings implements Standings<readonly number[]> {
  readonly #ranking = new ParetoRanking()
  readonly #trials: string[] = []
  readonly #items: Map<string, number> = new Map()
  readonly #waiting: Set<number> = new Set()

  get size(): number {
    return this.#trials.length
  }

  enter(trial: string, point: readonly number[]): void {
    const item = this.#ranking.insert(point)
    this.#items.set(trial, item)
    this.#trials.push(trial)
    this.#waiting.add(item)
  }

  leave(trial: string): void {
    const item = this.#itemOf(trial)
    this.#waiting.delete(item)
    this.#ranking.take(item)
  }

  isAmongBest(trial: string, limit: number): boolean {
    return this.#ranking.isAmongBest(this.#itemOf(trial), limit)
  }

  placeOf(trial: string): string {
    return `on front ${this.#ranking.frontOf(this.#itemOf(trial))}, one of ${this.size}`
  }

  next(limit: number, startable: { has(trial: string): boolean }): string | undefined {
    for (const item of this.#ranking.best(this.#waiting, limit)) {
      const trial = this.#trialOf(item)
      if (startable.has(trial)) return trial
    }
    return undefined
  }

  *waiting(): Generator<string> {
    for (const item of this.#waiting) yield this.#trialOf(item)
  }

  #itemOf(trial: string): number {
    return this.#items.get(trial) as number
  }

  #trialOf(item: number): string {
    return this.#trials[item] as string
  }
}
