import { chooseFirst } from '../fifo.ts'
import type { Result } from '../../math/score.ts'
import type { Schedule, ScheduleDecision, Startable } from '../scheduler.ts'
import type { Brackets } from './brackets.ts'
import type { ASHARules } from './options.ts'
import type { Rung } from './rung.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }

/** One study's books of asynchronous successive halving that stops who falls behind. */
export class StoppingSchedule<Score> implements Schedule {
  readonly #rules: ASHARules
  readonly #brackets: Brackets<Score, Rung<Score>>
  #stopped = 0

  constructor(rules: ASHARules, brackets: Brackets<Score, Rung<Score>>) {
    this.#rules = rules
    this.#brackets = brackets
  }

  onTrialAdded(trial: string): void {
    this.#brackets.add(trial)
  }

  onTrialResult(trial: string, result: Result): ScheduleDecision {
    const arrival = this.#brackets.arrive(trial, result)
    if (arrival === undefined) return CONTINUE
    if (arrival.at === 'end') return this.#stop(this.#rules.maxT, arrival.reason)
    const { rung, score } = arrival
    const reason = rung.enter(trial, score)
    if (reason !== undefined) return this.#stop(rung.milestone, reason)
    return { action: 'continue', rung: rung.milestone }
  }

  onTrialComplete(trial: string, result: Result | undefined): void {
    this.#brackets.finish(trial, result)
  }

  onTrialError(): void {
    // It may be retried, or resumed in a later session: its place is kept.
  }

  onTrialRemoved(trial: string): void {
    this.#brackets.remove(trial)
  }

  choose(startable: Startable): string | undefined {
    return chooseFirst(startable)
  }

  describe(): string {
    return `Using ASHA: num_stopped=${this.#stopped}, ${this.#brackets.describe()}`
  }

  #stop(rung: number, reason: string): ScheduleDecision {
    this.#stopped += 1
    return { action: 'stop', rung, reason }
  }
}
