import { figure, ordinal } from '../math/figures.ts'
import { numberAt } from '../math/score.ts'
import { Bracket } from './asha-bracket.ts'
import { chooseFirst } from './fifo.ts'
import { rungMilestones } from './asha-milestones.ts'
import type { Random } from '../math/random.ts'
import type { Mode, Result } from '../math/score.ts'
import type { ASHARules } from './asha-options.ts'
import type { Climber } from './asha-bracket.ts'
import type { Rung, Verdict } from './asha-rung.ts'
import type { Schedule, ScheduleDecision, Startable } from './scheduler.ts'

const CONTINUE: ScheduleDecision = { action: 'continue' }

/** One study's books of asynchronous successive halving. */
export class ASHASchedule implements Schedule {
  readonly #rules: ASHARules
  readonly #metric: string
  /** Scores are kept so that larger is better: 1 for `max`, −1 for `min`. */
  readonly #sign: 1 | -1
  readonly #random: Random
  readonly #brackets: readonly Bracket[]
  readonly #climbers: Map<string, Climber> = new Map()
  #stopped = 0

  constructor(
    rules: ASHARules,
    setup: { readonly metric: string; readonly mode: Mode; readonly random: Random },
  ) {
    this.#rules = rules
    this.#metric = setup.metric
    this.#sign = setup.mode === 'max' ? 1 : -1
    this.#random = setup.random
    const milestones = rungMilestones(rules)
    // A bracket without rungs would let its trials run on unjudged: it is never made.
    const count = Math.min(rules.brackets, milestones.length)
    this.#brackets = Array.from(
      { length: count },
      (_, s) => new Bracket(milestones.slice(s), rules.reductionFactor),
    )
  }

  onTrialAdded(trial: string): void {
    // A trial that is retried is known: it stays in its bracket and has passed what it has passed.
    if (this.#climbers.has(trial)) return
    this.#climbers.set(trial, { bracket: this.#drawBracket(), next: 0 })
  }

  onTrialResult(trial: string, result: Result): ScheduleDecision {
    const { timeAttr, maxT, stopLastTrials } = this.#rules
    const climber = this.#climbers.get(trial)
    const time = numberAt(result, timeAttr)
    const score = numberAt(result, this.#metric)
    if (climber === undefined || time === undefined || score === undefined) return CONTINUE
    if (stopLastTrials && time >= maxT) {
      this.#stopped += 1
      return { action: 'stop', reason: `${timeAttr} ${figure(time)} has reached maxT ${maxT}` }
    }
    const step = climber.bracket.climb(climber, time, this.#sign * score)
    if (!step?.verdict.falls) return CONTINUE
    this.#stopped += 1
    return { action: 'stop', reason: this.#explain(step.rung, step.verdict, score) }
  }

  onTrialComplete(trial: string, result: Result | undefined): void {
    const climber = this.#climbers.get(trial)
    if (climber === undefined) return
    this.#climbers.delete(trial)
    const time = result && numberAt(result, this.#rules.timeAttr)
    const score = result && numberAt(result, this.#metric)
    if (time === undefined || score === undefined) return
    // A trial that ended by itself is measured against, too.
    climber.bracket.climb(climber, time, this.#sign * score)
  }

  onTrialError(): void {
    // It may be retried, or resumed in a later session: its place is kept.
  }

  onTrialRemoved(trial: string): void {
    this.#climbers.delete(trial)
  }

  choose(startable: Startable): string | undefined {
    return chooseFirst(startable)
  }

  describe(): string {
    const brackets = this.#brackets.map(({ rungs }) => {
      const cutoffs = rungs.map(
        ({ milestone, cutoff }) =>
          `Iter ${milestone.toFixed(3)}: ${cutoff === undefined ? 'none' : figure(this.#sign * cutoff)}`,
      )
      return `Bracket: ${cutoffs.reverse().join(' | ')}`
    })
    return [`Using ASHA: num_stopped=${this.#stopped}`, ...brackets].join(', ')
  }

  #explain({ milestone }: Rung, { cutoff = Number.NaN, rank, of }: Verdict, score: number): string {
    const limit = this.#sign * cutoff
    return (
      `rung ${figure(milestone)}: ${this.#metric} ${figure(score, limit)} is worse than the cutoff ` +
      `${figure(limit, score)} (${ordinal(rank)} of ${of})`
    )
  }

  /** One draw a trial: a softmax over how many rungs the brackets have, whatever their load. */
  #drawBracket(): Bracket {
    const [first] = this.#brackets
    const weights = this.#brackets.map((_, s) => Math.exp(-s))
    let rest = this.#random.next() * weights.reduce((sum, weight) => sum + weight, 0)
    const drawn = this.#brackets.find((_, s) => (rest -= weights[s] as number) < 0)
    return (drawn ?? first) as Bracket
  }
}
