import type { Members } from './members.ts'

/** How far all trials must come before they are judged together. */
export class SyncGate {
  readonly #interval: number
  #least: number
  #at: number
  /** Whether all have been judged and none has reported since. */
  #isFresh = false

  constructor(rules: { readonly perturbationInterval: number; readonly burnInPeriod: number }) {
    this.#interval = rules.perturbationInterval
    this.#least = Math.max(rules.perturbationInterval, rules.burnInPeriod)
    this.#at = this.#least
  }

  /** The time to which trials train. */
  get at(): number {
    return this.#at
  }

  isReachedByAll(members: Members): boolean {
    return members.size > 0 && members.countBefore(this.#at) === 0
  }

  /** All have been judged. */
  moveOn(members: Members): void {
    this.#least = this.#at + this.#interval
    this.#isFresh = true
    this.#settle(members)
  }

  /** A copy may be less far than what was given up for it. */
  onCopied(members: Members): void {
    if (this.#isFresh) this.#settle(members)
  }

  onResult(): void {
    this.#isFresh = false
  }

  #settle(members: Members): void {
    this.#at = Math.max(this.#least, members.latest)
    // Somebody must have somewhere to go.
    if (members.countBefore(this.#at) === 0) this.#at = members.latest + this.#interval
  }
}
