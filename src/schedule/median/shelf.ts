import { chooseFirst } from '../fifo.ts'
import type { Startable } from '../scheduler.ts'

/** Paused trials that are to go on only when there is nothing else to run. */
export class Shelf {
  readonly #trials: Set<string> = new Set()
  #isOpen = false

  /** How many of the trials that wait are not to be started. */
  get heldBack(): number {
    return this.#isOpen ? 0 : this.#trials.size
  }

  add(trial: string): void {
    this.#trials.add(trial)
  }

  remove(trial: string): void {
    this.#trials.delete(trial)
  }

  /** No other trial will come, as far as is known. */
  open(): void {
    this.#isOpen = true
  }

  close(): void {
    this.#isOpen = false
  }

  /** Trials in the order in which they came to wait, those that never ran first. */
  choose(startable: Startable): string | undefined {
    const first = chooseFirst(startable)
    if (this.heldBack === 0 || first === undefined || !this.#trials.has(first)) return first
    for (const trial of startable.paused) if (!this.#trials.has(trial)) return trial
    return undefined
  }
}
