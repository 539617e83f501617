import { isBetter, numberAt } from '../math/score.ts'
import type { Mode } from '../math/score.ts'
import type { Trial } from './trial.ts'

/**
 * Who is best by the last value of the metric. Ended trials are folded into one champion, so that the
 * question costs as much as there are live trials, not as there are trials.
 */
export class Standing {
  readonly #metric: string | undefined
  readonly #mode: Mode
  readonly #live: Set<Trial> = new Set()
  #champion: Trial | undefined

  constructor(metric: string | undefined, mode: Mode) {
    this.#metric = metric
    this.#mode = mode
  }

  /** The trial may report (again): its value is not final. */
  open(trial: Trial): void {
    this.#live.add(trial)
  }

  /** The trial's value is final. */
  settle(trial: Trial): void {
    this.#live.delete(trial)
    if (trial !== this.#champion) this.#champion = this.#better(this.#champion, trial)
  }

  /** The trials that have not ended, in the order in which they came. */
  get live(): Iterable<Trial> {
    return this.#live
  }

  get best(): Trial | undefined {
    let best = this.#champion
    for (const trial of this.#live) best = this.#better(best, trial)
    return best
  }

  #better(current: Trial | undefined, other: Trial): Trial | undefined {
    const score = this.#score(other)
    if (score === undefined || Number.isNaN(score)) return current
    if (current === undefined) return other
    const reigning = this.#score(current) ?? Number.NaN
    // Of equals the earlier trial is best, as in the result grid.
    if (reigning === score) return other.number < current.number ? other : current
    return isBetter(score, reigning, this.#mode) ? other : current
  }

  #score(trial: Trial): number | undefined {
    if (this.#metric === undefined || trial.lastResult === undefined) return undefined
    return numberAt(trial.lastResult, this.#metric)
  }
}
