import type { Result } from '../../math/score.ts'
import type {
  Schedule,
  ScheduleDecision,
  ScheduleOrder,
  Startable,
  StudyGlance,
} from '../scheduler.ts'
import type { Brackets } from './brackets.ts'
import type { ASHARules } from './options.ts'
import type { PromotingRung } from './promoting-rung.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }

/** One study's books of asynchronous successive halving that pauses trials and promotes the best. */
export class PromotingSchedule<Score> implements Schedule {
  readonly needsCheckpoints = true
  readonly #rules: ASHARules
  readonly #brackets: Brackets<Score, PromotingRung<Score>>
  /** From the bracket with most rungs on, and in each from the highest rung down. */
  readonly #rungs: readonly PromotingRung<Score>[]
  /**
   * Where trials wait. That one was started nobody tells: it stays here until it reports or ends, and
   * is meanwhile not among those that can be started.
   */
  readonly #waitsAt: Map<string, PromotingRung<Score>> = new Map()
  /** Trials that paused and were not told to; nothing holds them back once all others are done. */
  readonly #strays: Set<string> = new Set()
  #stopped = 0

  constructor(rules: ASHARules, brackets: Brackets<Score, PromotingRung<Score>>) {
    this.#rules = rules
    this.#brackets = brackets
    this.#rungs = brackets.all.flatMap((rungs) => rungs.toReversed())
  }

  onTrialAdded(trial: string): void {
    this.#brackets.add(trial)
  }

  onTrialResult(trial: string, result: Result): ScheduleDecision {
    this.#leave(trial)
    const { maxT } = this.#rules
    const arrival = this.#brackets.arrive(trial, result)
    if (arrival === undefined) return CONTINUE
    if (arrival.at === 'end') {
      this.#stopped += 1
      return { action: 'stop', rung: maxT, reason: arrival.reason }
    }
    const { rung, score, time } = arrival
    const { milestone } = rung
    if (time >= maxT) {
      // Beyond there is nothing to be promoted to: it runs on to its end.
      rung.record(trial, score)
      return { action: 'continue', rung: milestone }
    }
    const reason = rung.enter(trial, score)
    if (reason === undefined) return { action: 'continue', rung: milestone }
    this.#waitsAt.set(trial, rung)
    return { action: 'pause', rung: milestone, reason }
  }

  onTrialComplete(trial: string, result: Result | undefined): void {
    this.#leave(trial)
    this.#brackets.finish(trial, result)
  }

  onTrialError(trial: string): void {
    // It was running: a retry goes on from where it was, whatever its rank is now.
    this.#leave(trial)
  }

  onTrialRemoved(trial: string): void {
    this.#leave(trial)
    this.#brackets.remove(trial)
  }

  onIdle(study: StudyGlance): readonly ScheduleOrder[] {
    for (const { id, status } of study.live()) {
      if (status === 'PAUSED' && !this.#waitsAt.has(id)) this.#strays.add(id)
    }
    const orders = this.#rungs.flatMap((rung) => [...rung.waiting()])
    const paused = orders.filter(({ trial }) => study.trial(trial)?.status === 'PAUSED')
    this.#stopped += paused.length
    return paused.map(({ trial, reason }) => ({ trial, action: 'stop', reason }))
  }

  /** The best that may go on from the first rung that has one; else a new trial. */
  choose({ pending, paused }: Startable): string | undefined {
    for (const rung of this.#rungs) {
      const trial = rung.next(paused)
      if (trial !== undefined) return trial
    }
    for (const trial of this.#strays) if (paused.has(trial)) return trial
    return pending.first
  }

  describe(): string {
    return `Using ASHA (promote): num_stopped=${this.#stopped}, ${this.#brackets.describe()}`
  }

  #leave(trial: string): void {
    if (this.#strays.size > 0) this.#strays.delete(trial)
    const rung = this.#waitsAt.get(trial)
    if (rung === undefined) return
    rung.leave(trial)
    this.#waitsAt.delete(trial)
  }
}
