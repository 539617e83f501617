import type { Startable } from '../schedule/scheduler.ts'
import type { Trial } from './trial.ts'

/** The trials that could run and do not: those that wait, those that pause, those that must not yet. */
export class TrialQueue {
  #pending: Trial[] = []
  #paused: Trial[] = []
  #delayed: Trial[] = []

  /** How many wait to be started as soon as there is room. */
  get pendingCount(): number {
    return this.#pending.length
  }

  /** Whether some wait for a moment that has not come. */
  get hasDelayed(): boolean {
    return this.#delayed.length > 0
  }

  get isEmpty(): boolean {
    return this.#pending.length + this.#paused.length === 0
  }

  get startable(): Startable {
    return {
      pending: this.#pending.map((trial) => trial.id),
      paused: this.#paused.map((trial) => trial.id),
    }
  }

  wait(trial: Trial): void {
    this.#pending.push(trial)
  }

  pause(trial: Trial): void {
    this.#paused.push(trial)
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
    this.#pending.push(...due)
  }

  remove(trial: Trial): void {
    const other = (queued: Trial): boolean => queued !== trial
    if (trial.status === 'PAUSED') this.#paused = this.#paused.filter(other)
    else {
      this.#pending = this.#pending.filter(other)
      this.#delayed = this.#delayed.filter(other)
    }
  }

  clear(): void {
    this.#pending = []
    this.#paused = []
    this.#delayed = []
  }
}
