import type { Search } from '../search/searcher.ts'

/** Trials that are drawn ahead of free slots when the search does not learn from results. */
const LOOK_AHEAD = 64

/** The same where a scheduler treats all trials as one population, which should be complete. */
const POPULATION = 1024

/** What the study has asked of its search, and what it may still ask. */
export class SearchDesk {
  readonly #search: Search
  readonly #lookAhead: number
  /** Suggestions that were asked for and have not come. */
  #awaited = 0
  /** The search had nothing to say; it is asked again after the next result. */
  #waits = false
  #finished = false

  /** @param eager Whether trials should be there long before there is room for them. */
  constructor(search: Search, { eager = false }: { readonly eager?: boolean } = {}) {
    this.#search = search
    this.#lookAhead = eager ? POPULATION : LOOK_AHEAD
  }

  /** Whether the search has said that no suggestion will follow. */
  get isFinished(): boolean {
    return this.#finished
  }

  /** Whether an answer is still to come. */
  get isAwaiting(): boolean {
    return this.#awaited > 0
  }

  /** Whether the search wants to hear results before it says more. */
  get isWaiting(): boolean {
    return this.#waits
  }

  /** @param trials How many there are: more may be asked for than the session before had. */
  reopen(trials: number): void {
    this.#awaited = 0
    this.#waits = false
    this.#finished &&= trials >= this.#search.total
  }

  onSuggestion(): void {
    this.#awaited = Math.max(0, this.#awaited - 1)
  }

  /** @param count How many suggestions the search has answered with; what is missing it has not. */
  onAnswered(count: number): void {
    this.#waits = count < this.#awaited
    this.#awaited = count
  }

  /** Something happened from which the search may learn. */
  onNews(): void {
    this.#waits = false
  }

  finish(): void {
    this.#finished = true
  }

  /**
   * How many suggestions to ask for now.
   * @param pending How many trials wait already.
   * @param room How many of at most `limit` more could start now.
   */
  ask(pending: number, room: (limit: number) => number): number {
    if (this.#finished || this.#waits || this.#awaited > 0) return 0
    // A study without an end would leave its look-ahead behind.
    const ahead = !this.#search.adaptive && this.#search.total < Infinity
    if (ahead && pending > this.#lookAhead / 2) return 0
    const wanted = ahead ? this.#lookAhead : room(LOOK_AHEAD)
    this.#awaited = Math.max(0, wanted - pending)
    return this.#awaited
  }
}
