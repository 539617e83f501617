import type { Mode } from '../math/score.ts'
import type { TrialStatus } from './events.ts'
import type { Grant } from './ledger.ts'
import { Standing } from './standing.ts'
import { TrialQueue } from './trial-queue.ts'
import type { Trial } from './trial.ts'

/** All trials of a study: who they are, what state each is in, who waits, who is best. */
export class Roster {
  readonly trials: Trial[] = []
  readonly counts: Record<TrialStatus, number> = {
    PENDING: 0,
    RUNNING: 0,
    PAUSED: 0,
    TERMINATED: 0,
    ERROR: 0,
  }
  /** How many trials the user has added by hand. */
  given = 0
  readonly queue: TrialQueue = new TrialQueue()
  readonly standing: Standing
  readonly #byId: Map<string, Trial> = new Map()

  constructor(metric: string | undefined, mode: Mode) {
    this.standing = new Standing(metric, mode)
  }

  get(id: string): Trial | undefined {
    return this.#byId.get(id)
  }

  /** The trial, if this is its current attempt and it is running. */
  running(id: string, attempt: number): Trial | undefined {
    const trial = this.#byId.get(id)
    return trial?.status === 'RUNNING' && trial.attempt === attempt ? trial : undefined
  }

  add(trial: Trial): void {
    this.trials.push(trial)
    this.#byId.set(trial.id, trial)
    this.counts.PENDING += 1
    if (trial.isGiven) this.given += 1
    this.standing.open(trial)
  }

  /** Begins the trial's next attempt; returns the iteration gone back to, or undefined when nothing is lost. */
  begin(trial: Trial, grant?: Grant): number | undefined {
    this.queue.remove(trial)
    this.counts[trial.status] -= 1
    this.counts.RUNNING += 1
    this.standing.open(trial)
    return trial.begin(grant)
  }

  /** The trial is to be started as soon as there is room. */
  wait(trial: Trial): void {
    this.#move(trial, trial.hold === undefined ? 'PENDING' : 'PAUSED')
    this.queue.wait(trial)
  }

  /** The trial is to be started from `trial.notBefore` on. */
  delay(trial: Trial): void {
    this.#move(trial, 'PENDING')
    this.queue.delay(trial)
  }

  pause(trial: Trial): void {
    this.#move(trial, 'PAUSED')
    this.queue.pause(trial)
  }

  /** A trial that waits or pauses is not to be started. */
  hold(trial: Trial): void {
    this.queue.hold(trial)
    this.#move(trial, 'PAUSED')
  }

  /** A trial that is held waits or pauses as it would without that. */
  letGo(trial: Trial): void {
    if (this.queue.letGo(trial) === 'pending') this.#move(trial, 'PENDING')
  }

  /** The trial is over. */
  end(trial: Trial, status: 'TERMINATED' | 'ERROR'): void {
    this.queue.remove(trial)
    this.#move(trial, status)
    this.standing.settle(trial)
  }

  #move(trial: Trial, status: TrialStatus): void {
    this.counts[trial.status] -= 1
    this.counts[status] += 1
    trial.status = status
    if (status === 'PENDING') this.standing.open(trial)
  }
}
