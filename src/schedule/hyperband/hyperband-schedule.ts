import { figure, ordinal } from '../../math/figures.ts'
import { numberAt } from '../../math/score.ts'
import { tablesInOrder } from './bracket-tables.ts'
import { describeRounds } from './describe-rounds.ts'
import { Rounds } from './rounds.ts'
import type { Mode, Result } from '../../math/score.ts'
import type { Orders, Schedule, ScheduleDecision, ScheduleOrder, Startable } from '../scheduler.ts'
import type { Bracket, Fall, Member } from './bracket.ts'
import type { HyperBandRules } from './hyperband-options.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }

/** One study's books of synchronous HyperBand. */
export class HyperBandSchedule implements Schedule {
  readonly needsCheckpoints = true
  readonly #rules: HyperBandRules
  readonly #metric: string
  /** Scores are kept so that larger is better: 1 for `max`, −1 for `min`. */
  readonly #sign: 1 | -1
  readonly #rounds: Rounds
  readonly #members: Map<string, Member> = new Map()
  #searchFinished = false
  #stopped = 0

  constructor(rules: HyperBandRules, setup: { readonly metric: string; readonly mode: Mode }) {
    this.#rules = rules
    this.#metric = setup.metric
    this.#sign = setup.mode === 'max' ? 1 : -1
    this.#rounds = new Rounds(tablesInOrder(rules), rules)
  }

  onTrialAdded(trial: string): void {
    // A trial that is retried is known: it keeps its place.
    if (this.#members.has(trial)) return
    this.#searchFinished = false
    this.#members.set(trial, this.#rounds.join(trial))
  }

  onTrialResult(trial: string, result: Result): ScheduleDecision {
    const member = this.#members.get(trial)
    const time = numberAt(result, this.#rules.timeAttr)
    const score = numberAt(result, this.#metric)
    if (member === undefined || time === undefined || score === undefined) return CONTINUE
    if (member.stopped !== undefined) return { action: 'stop', reason: member.stopped }
    if (!Number.isFinite(time)) return CONTINUE
    const { bracket } = member
    bracket.report(member, time, this.#sign * score)
    if (!bracket.waits(member)) return CONTINUE
    const rung = bracket.milestone
    const orders = this.#settle(bracket).filter((order) => order.trial !== trial)
    const judgement = { rung, ...(orders.length > 0 ? { orders } : {}) }
    if (member.stopped !== undefined) {
      return { action: 'stop', reason: member.stopped, ...judgement }
    }
    if (!bracket.waits(member)) return { action: 'continue', ...judgement }
    return { action: 'pause', reason: this.#explainWait(bracket), ...judgement }
  }

  onTrialComplete(trial: string): Orders {
    return this.#leave(trial)
  }

  onTrialError(trial: string, _study: unknown, retried: boolean): Orders {
    if (!retried) return this.#leave(trial)
    const member = this.#members.get(trial)
    // It has to come to the milestone again, also if it failed while it was about to pause there.
    if (member?.stopped === undefined) member?.bracket.report(member, 0, Number.NaN)
    return undefined
  }

  onTrialRemoved(trial: string): Orders {
    return this.#leave(trial)
  }

  onSearchFinished(): Orders {
    this.#searchFinished = true
    return this.#settleAll()
  }

  onIdle(): Orders {
    return this.#settleAll({ force: true })
  }

  choose(startable: Startable): string | undefined {
    return this.#rounds.choose(startable)
  }

  describe(): string {
    const { count } = this.#rounds
    const head = `Using HyperBand: num_stopped=${this.#stopped} total_brackets=${count}`
    return [head, ...describeRounds(this.#rounds.live)].join(', ')
  }

  #leave(trial: string): Orders {
    const member = this.#members.get(trial)
    if (member === undefined) return undefined
    this.#members.delete(trial)
    // One that was stopped has left already.
    if (member.stopped !== undefined) return undefined
    member.bracket.leave(member)
    return this.#settle(member.bracket)
  }

  #settleAll(how: { readonly force?: boolean } = {}): Orders {
    const brackets = [...this.#rounds.live.values()].flat()
    return brackets.flatMap((bracket) => this.#settle(bracket, how))
  }

  /** Halves the bracket if it is time for that, and stops those that lose. */
  #settle(bracket: Bracket, { force = false } = {}): readonly ScheduleOrder[] {
    if (!force && !this.#searchFinished && !bracket.isComplete) return []
    const falls = bracket.settle()
    this.#rounds.tidy(bracket)
    return falls.map((fall) => {
      const reason = this.#explain(fall)
      fall.member.stopped = reason
      if (fall.goOn > 0) this.#stopped += 1
      return { action: 'stop', trial: fall.member.trial, reason }
    })
  }

  #explain({ member, milestone, rank, of, goOn }: Fall): string {
    const value = figure(this.#sign * member.score)
    const place = `milestone ${milestone}: ${this.#metric} ${value} is ${ordinal(rank)} of ${of}`
    if (goOn === 0) return `${place}, and this is the last milestone`
    return `${place}, the best ${goOn === 1 ? 'one goes' : `${goOn} go`} on`
  }

  #explainWait(bracket: Bracket): string {
    const isOpen = !this.#searchFinished && !bracket.isComplete
    const of = isOpen ? bracket.capacity : bracket.size
    const missing = of - bracket.size + bracket.climbing
    return `milestone ${bracket.milestone}: waits for ${missing} of ${of} trials`
  }
}
