import { reasonKind } from './reason-kind.ts'

/** A trial that was stopped, or that failed, and what was said of it. */
export interface Ending {
  readonly trial: string
  readonly text: string
}

/** Kinds that are told apart, at most. */
const MAX_KINDS = 200
const OTHERS = 'other reasons'
/** How many of the last ones are kept word for word. */
const KEPT = 8

/** Counts why trials were stopped, by kinds of reasons. A reason costs as much as a map's entry. */
export class StopTally {
  readonly #kinds = new Map<string, number>()
  readonly #last: Ending[] = []
  #total = 0

  add(trial: string, reason: string): void {
    const kind = reasonKind(reason)
    const isRoom = this.#kinds.has(kind) || this.#kinds.size < MAX_KINDS
    const name = isRoom ? kind : OTHERS
    this.#kinds.set(name, (this.#kinds.get(name) ?? 0) + 1)
    this.#total += 1
    this.#last.push({ trial, text: reason })
    if (this.#last.length > KEPT) this.#last.shift()
  }

  get total(): number {
    return this.#total
  }

  /** Kinds and how often there were, the most frequent first. */
  get kinds(): readonly (readonly [kind: string, count: number])[] {
    // The sort is stable: of equals, the kind that came first.
    return [...this.#kinds].sort(([, a], [, b]) => b - a)
  }

  /** The last ones, the latest first. */
  get last(): readonly Ending[] {
    return this.#last.toReversed()
  }
}
