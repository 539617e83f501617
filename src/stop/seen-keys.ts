import { numberAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'

/** Reads metrics from results and remembers which of them were ever there. */
export class SeenKeys {
  readonly #unseen: Set<string>
  #hasResults = false

  constructor(keys: readonly string[]) {
    this.#unseen = new Set(keys)
  }

  read(result: Result, key: string): number | undefined {
    this.#hasResults = true
    const value = numberAt(result, key)
    if (value !== undefined) this.#unseen.delete(key)
    return value
  }

  /** Those that were in no result so far; none before the first result. */
  get unseen(): readonly string[] {
    return this.#hasResults ? [...this.#unseen] : []
  }
}
