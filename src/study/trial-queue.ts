import type { Startable, WaitingTrials } from '../schedule/scheduler.ts'
import type { Trial } from './trial.ts'

/** Trials in the order in which they came to wait; each step costs the same however many there are. */
class Line implements WaitingTrials {
  readonly #ids: Set<string> = new Set()

  get size(): number {
    return this.#ids.size
  }

  get first(): string | undefined {
    for (const id of this.#ids) return id
    return undefined
  }

  has(trial: string): boolean {
    return this.#ids.has(trial)
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#ids[Symbol.iterator]()
  }

  add(trial: string): void {
    this.#ids.add(trial)
  }

  delete(trial: string): void {
    this.#ids.delete(trial)
  }

  clear(): void {
    this.#ids.clear()
  }
}

/** The trials that could run and do not: those that wait, those that pause, those that must not yet. */
export class TrialQueue {
  readonly #pending = new Line()
  readonly #paused = new Line()
  #delayed: Trial[] = []
  readonly startable: Startable = { pending: this.#pending, paused: this.#paused }

  /** Whether some wait for a moment that has not come. */
  get hasDelayed(): boolean {
    return this.#delayed.length > 0
  }

  get isEmpty(): boolean {
    return this.#pending.size + this.#paused.size === 0
  }

  wait(trial: Trial): void {
    this.#pending.add(trial.id)
  }

  pause(trial: Trial): void {
    this.#paused.add(trial.id)
  }

  /** Waits only from `trial.notBefore` on. */
  delay(trial: Trial): void {
    this.#delayed.push(trial)
  }

  /** Lets those wait whose moment has come. */
  release(at: number): void {
    if (this.#delayed.length === 0) return
    const due = this.#delayed.filter((trial) => trial.notBefore <= at)
    if (due.length === 0) return
    this.#delayed = this.#delayed.filter((trial) => trial.notBefore > at)
    for (const trial of due) this.#pending.add(trial.id)
  }

  remove(trial: Trial): void {
    this.#pending.delete(trial.id)
    this.#paused.delete(trial.id)
    if (this.#delayed.length === 0) return
    this.#delayed = this.#delayed.filter((queued) => queued !== trial)
  }

  /** Empties the line of those that wait, also of those that must not yet; returns it. */
  takePending(): readonly string[] {
    const taken = [...this.#pending, ...this.#delayed.map((trial) => trial.id)]
    this.#pending.clear()
    this.#delayed = []
    return taken
  }
}
