import { messageOf } from '../errors.ts'
import type { Search, Suggestions } from '../search/searcher.ts'
import type { Thinker } from './thinker.ts'

/** Asks the search for configs. */
export class Asking {
  readonly #search: Search
  readonly #thinker: Thinker | undefined
  readonly #warn: (line: string) => void
  /** The thread of the search has failed. */
  #thinksHere = false
  /** Remarks of the search that the user has been told. */
  readonly #said: Set<string> = new Set()

  constructor({
    search,
    thinker,
    warn,
  }: {
    readonly search: Search
    /** Where it is asked when it may take long; undefined: always here. */
    readonly thinker?: Thinker | undefined
    /** Tells the user a line. */
    readonly warn: (line: string) => void
  }) {
    this.#search = search
    this.#thinker = thinker
    this.#warn = warn
  }

  /** At once where it is asked here; a promise where it is asked in its thread. */
  ask(count: number): Suggestions | Promise<Suggestions> {
    const search = this.#search
    if (this.#thinker === undefined || this.#thinksHere || search.isHeavy !== true) {
      return search.ask(count)
    }
    return this.#thinker.ask(count).catch((error: unknown) => {
      this.#thinksHere = true
      this.#warn(`Warning: ${messageOf(error)} It is asked in the tuner's own thread now.`)
      return search.ask(count)
    })
  }

  /** Tells the user what the search remarks, each once. */
  tell(remarks: readonly string[] = []): void {
    for (const remark of remarks) {
      if (!this.#said.has(remark)) this.#warn(remark)
      this.#said.add(remark)
    }
  }
}
