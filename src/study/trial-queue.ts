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
  /** Held by the user, each with the line that it would stand in. */
  readonly #held: Map<Trial, Line> = new Map()
  readonly startable: Startable = { pending: this.#pending, paused: this.#paused }

  /** Whether some wait for a moment that has not come. */
  get hasDelayed(): boolean {
    return this.#delayed.length > 0
  }

  /** Those that the user keeps from starting. */
  get held(): readonly Trial[] {
    return [...this.#held.keys()]
  }

  /** Whether nobody stands in line; those that the user holds do not. */
  get isEmpty(): boolean {
    return this.#pending.size + this.#paused.size === 0
  }

  wait(trial: Trial): void {
    this.#enter(this.#pending, trial)
  }

  pause(trial: Trial): void {
    this.#enter(this.#paused, trial)
  }

  /** Takes a trial out of its line, or keeps it from one, until {@link letGo}. */
  hold(trial: Trial): void {
    if (this.#held.has(trial)) return
    const line = this.#paused.has(trial.id) ? this.#paused : this.#pending
    this.remove(trial)
    this.#held.set(trial, line)
  }

  /** Puts a trial back into its line; returns whether it is one that is paused. */
  letGo(trial: Trial): 'pending' | 'paused' | undefined {
    const line = this.#held.get(trial)
    if (line === undefined) return undefined
    this.#held.delete(trial)
    line.add(trial.id)
    return line === this.#paused ? 'paused' : 'pending'
  }

  #enter(line: Line, trial: Trial): void {
    if (trial.hold !== undefined) this.#held.set(trial, line)
    else line.add(trial.id)
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
    for (const trial of due) this.wait(trial)
  }

  remove(trial: Trial): void {
    this.#pending.delete(trial.id)
    this.#paused.delete(trial.id)
    this.#held.delete(trial)
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
