import { numberAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'

/**
 * The last results of one trial that still stand, at most `limit` of them. A trial that is retried
 * reports again what came after its checkpoint: what it reported the first time stands no more.
 */
export class StandingResults {
  readonly #limit: number
  readonly #iterations: number[] = []
  readonly #values: number[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many there are; at `limit` there may have been more. */
  get count(): number {
    return this.#iterations.length
  }

  /** The values that came with them, oldest first. */
  get values(): readonly number[] {
    return this.#values
  }

  add(result: Result, value: number): void {
    const iteration = numberAt(result, 'training_iteration') ?? Number.NaN
    const isFirst = numberAt(result, 'iterations_since_restore') === 1
    for (;;) {
      const before = this.#iterations.at(-1) ?? Number.NaN
      // Some count epochs and report several times in one: the same number again is no step back,
      // unless it is the first report of an attempt.
      if (!(before > iteration || (isFirst && before === iteration))) break
      this.#iterations.pop()
      this.#values.pop()
    }
    this.#iterations.push(iteration)
    this.#values.push(value)
    if (this.#iterations.length > this.#limit) {
      this.#iterations.shift()
      this.#values.shift()
    }
  }
}
