import { figure } from '../../math/figures.ts'
import type { Rung } from './rung.ts'
import type { Standings } from './standings.ts'

/** Of n / η, a whole number may come out a little too small. */
const ROUNDING = 1e-12

/** How many of so many trials go on from a rung: the best `⌊trials / reductionFactor⌋`. */
export function quota(trials: number, reductionFactor: number): number {
  return Math.floor((trials / reductionFactor) * (1 + ROUNDING))
}

/** How many trials it takes for a quota of so many. */
export function trialsFor(promoted: number, reductionFactor: number): number {
  return Math.ceil(promoted * reductionFactor * (1 - ROUNDING))
}

/** Who is not among the best waits here until it is. */
export class PromotingRung<Score> implements Rung<Score> {
  readonly milestone: number
  readonly #standings: Standings<Score>
  readonly #reductionFactor: number
  readonly #name: string

  constructor(milestone: number, reductionFactor: number, standings: Standings<Score>) {
    this.milestone = milestone
    this.#reductionFactor = reductionFactor
    this.#standings = standings
    this.#name = `rung ${figure(milestone)}`
  }

  enter(trial: string, score: Score): string | undefined {
    this.#standings.enter(trial, score)
    if (!this.#standings.isAmongBest(trial, this.#quota)) return this.#explain(trial)
    this.#standings.leave(trial)
    return undefined
  }

  record(trial: string, score: Score): void {
    this.#standings.enter(trial, score)
    this.#standings.leave(trial)
  }

  /** The trial does not wait here any more. */
  leave(trial: string): void {
    this.#standings.leave(trial)
  }

  /** The best that may go on; not who has been started already, or has not ended yet. */
  next(startable: { has(trial: string): boolean }): string | undefined {
    return this.#standings.next(this.#quota, startable)
  }

  /** All that wait here, and why they do not go on. */
  *waiting(): Generator<{ readonly trial: string; readonly reason: string }> {
    for (const trial of this.#standings.waiting()) yield { trial, reason: this.#explain(trial) }
  }

  describe(): string {
    return `best ${this.#quota} of ${this.#standings.size}`
  }

  get #quota(): number {
    return quota(this.#standings.size, this.#reductionFactor)
  }

  #explain(trial: string): string {
    const place = `${this.#name}: ${this.#standings.placeOf(trial)}`
    if (this.#quota > 0) return `${place}, not among the best ${this.#quota}`
    return `${place}, and of fewer than ${trialsFor(1, this.#reductionFactor)} none goes on`
  }
}
