import type { Result } from '../math/score.ts'
import type { Search, Suggestion, Suggestions, TrialOutcome } from './searcher.ts'

/** How a trial ended. */
interface Ending {
  readonly result: Result | undefined
  readonly outcome: TrialOutcome
  readonly rung: number | undefined
}

/** One study's search with no more than so many trials at once, see `ConcurrencyLimiter`. */
export class LimitedSearch implements Search {
  readonly digest?: (result: Result) => Result
  readonly isFeasible?: (result: Result) => boolean
  readonly onTrialGiven?: (trial: string, suggestion: Suggestion) => void
  readonly #inner: Search
  readonly #rules: { readonly maxConcurrent: number; readonly batch: boolean }
  readonly #trials: Set<string> = new Set()
  /** Added by hand: they take up no room. */
  readonly #given: Set<string> = new Set()
  /** The trials that take up room. */
  readonly #live: Set<string> = new Set()
  /** How those of them ended of which the searcher has not heard, in that order. */
  readonly #endings: Map<string, Ending> = new Map()

  constructor(inner: Search, rules: { readonly maxConcurrent: number; readonly batch: boolean }) {
    this.#inner = inner
    this.#rules = rules
    if (inner.digest) this.digest = inner.digest.bind(inner)
    if (inner.onTrialGiven) {
      this.onTrialGiven = (trial, suggestion) => {
        this.#given.add(trial)
        inner.onTrialGiven?.(trial, suggestion)
      }
    }
    if (inner.isFeasible) this.isFeasible = inner.isFeasible.bind(inner)
  }

  get adaptive(): boolean {
    return this.#inner.adaptive
  }

  get warnings(): readonly string[] {
    return this.#inner.warnings ?? []
  }

  get total(): number {
    return this.#inner.total
  }

  get isHeavy(): boolean {
    return this.#room > 0 && this.#inner.isHeavy === true
  }

  ask(count: number): Suggestions {
    if (this.#room > 0) return this.#inner.ask(Math.min(count, this.#room))
    return { suggestions: [], finished: this.#trials.size >= this.total }
  }

  onTrialAdded(trial: string, suggestion: Suggestion): void {
    this.#trials.add(trial)
    this.#live.add(trial)
    this.#inner.onTrialAdded(trial, suggestion)
  }

  onTrialResult(trial: string, result: Result, rung?: number): void {
    // A trial that had failed runs again.
    this.#endings.delete(trial)
    if (this.#trials.has(trial)) this.#live.add(trial)
    this.#inner.onTrialResult(trial, result, rung)
  }

  onTrialComplete(
    trial: string,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void {
    if (this.#given.has(trial)) this.#inner.onTrialComplete(trial, result, outcome, rung)
    if (!this.#trials.has(trial)) return
    // Who failed, was tried again, and failed without a word takes up no room.
    if (this.#rules.batch && this.#live.has(trial)) {
      this.#endings.delete(trial)
      this.#endings.set(trial, { result, outcome, rung })
      if (this.#endings.size === this.#live.size) this.#handOver()
      return
    }
    this.#live.delete(trial)
    this.#inner.onTrialComplete(trial, result, outcome, rung)
  }

  /** How many more trials there may be. */
  get #room(): number {
    return Math.max(0, this.#rules.maxConcurrent - this.#live.size)
  }

  #handOver(): void {
    const endings = [...this.#endings]
    this.#endings.clear()
    this.#live.clear()
    for (const [trial, { result, outcome, rung }] of endings) {
      this.#inner.onTrialComplete(trial, result, outcome, rung)
    }
  }
}
