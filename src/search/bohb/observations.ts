/** What one trial scored; larger is better, NaN is the worst. */
export interface Observation {
  /** Number of the trial. */
  readonly trial: number
  readonly score: number
}

/** Observations that can be compared. */
export interface Comparable {
  /** `-Infinity` for the last scores of trials, where there is no budget. */
  readonly budget: number
  readonly observations: readonly Observation[]
}

/** What is known of the trials, by what it cost to know it. */
export class Observations {
  /** By budget and trial: the latest score. */
  readonly #budgets: Map<number, Map<number, number>> = new Map()
  /** The largest budget of each trial. */
  readonly #reached: Map<number, number> = new Map()
  /** The last score of each trial that has ended well. */
  readonly #last: Map<number, number> = new Map()
  readonly #failed: Set<number> = new Set()

  has(budget: number): boolean {
    return this.#budgets.has(budget)
  }

  record(trial: number, budget: number, score: number): void {
    const scores = this.#budgets.get(budget) ?? new Map<number, number>()
    this.#budgets.set(budget, scores.set(trial, score))
    const reached = this.#reached.get(trial) ?? Number.NEGATIVE_INFINITY
    this.#reached.set(trial, Math.max(reached, budget))
  }

  end(trial: number, score: number): void {
    this.#last.set(trial, score)
  }

  fail(trial: number): void {
    this.#failed.add(trial)
    this.#last.delete(trial)
  }

  /** A trial that had failed goes on. */
  revive(trial: number): boolean {
    return this.#failed.delete(trial)
  }

  /**
   * All that can be compared, the most expensive first. A trial that failed is among those of the
   * smallest budget that it has not reached.
   */
  *byBudget(): Generator<Comparable> {
    const ascending = [...this.#budgets.keys()].sort((a, b) => a - b)
    if (ascending.length === 0) {
      yield { budget: Number.NEGATIVE_INFINITY, observations: listOf(this.#last, this.#failed) }
      return
    }
    const failures = new Map<number | undefined, number[]>()
    for (const trial of this.#failed) {
      const reached = this.#reached.get(trial) ?? Number.NEGATIVE_INFINITY
      const missed = ascending.find((budget) => budget > reached)
      failures.set(missed, [...(failures.get(missed) ?? []), trial])
    }
    for (const budget of ascending.reverse()) {
      const scores = this.#budgets.get(budget) ?? new Map()
      yield { budget, observations: listOf(scores, failures.get(budget) ?? []) }
    }
  }
}

function listOf(
  scores: ReadonlyMap<number, number>,
  failed: Iterable<number>,
): readonly Observation[] {
  return [
    ...Array.from(scores, ([trial, score]) => ({ trial, score })),
    ...Array.from(failed, (trial) => ({ trial, score: Number.NaN })),
  ]
}
