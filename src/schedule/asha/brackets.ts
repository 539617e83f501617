import { figure } from '../../math/figures.ts'
import { numberAt } from '../../math/score.ts'
import { rungMilestones } from './milestones.ts'
import type { Random } from '../../math/random.ts'
import type { Result } from '../../math/score.ts'
import type { ASHARules } from './options.ts'
import type { Rung } from './rung.ts'

/** A ladder of rungs, lowest first. */
type Bracket<R> = readonly R[]

/** How far up its bracket a trial is. */
interface Climber<R> {
  readonly bracket: Bracket<R>
  /** Index of the lowest rung that it has not passed. */
  next: number
}

/** What a result means for the trial: it is at its end, or it has come to a rung. */
export type Arrival<Score, R> =
  | { readonly at: 'end'; readonly reason: string }
  | { readonly at: 'rung'; readonly rung: R; readonly score: Score; readonly time: number }

/** Who climbs which ladder of rungs, and how far. */
export class Brackets<Score, R extends Rung<Score>> {
  readonly all: readonly Bracket<R>[]
  readonly #rules: ASHARules
  readonly #random: Random
  readonly #scoreOf: (result: Result) => Score | undefined
  readonly #weights: readonly number[]
  readonly #climbers: Map<string, Climber<R>> = new Map()

  constructor(
    rules: ASHARules,
    {
      random,
      scoreOf,
      makeRung,
    }: {
      readonly random: Random
      /** Undefined for a result that cannot be compared. */
      readonly scoreOf: (result: Result) => Score | undefined
      readonly makeRung: (milestone: number) => R
    },
  ) {
    this.#rules = rules
    this.#random = random
    this.#scoreOf = scoreOf
    this.all = bracketMilestones(rules).map((milestones) => milestones.map(makeRung))
    this.#weights = bracketWeights(this.all.length)
  }

  /** A trial that is known stays in its bracket and has passed what it has passed. */
  add(trial: string): void {
    if (this.#climbers.has(trial)) return
    this.#climbers.set(trial, { bracket: this.#draw(), next: 0 })
  }

  remove(trial: string): void {
    this.#climbers.delete(trial)
  }

  /** Undefined while the trial is between rungs. */
  arrive(trial: string, result: Result): Arrival<Score, R> | undefined {
    const { timeAttr, maxT, stopLastTrials } = this.#rules
    const climber = this.#climbers.get(trial)
    const time = numberAt(result, timeAttr)
    const score = this.#scoreOf(result)
    if (climber === undefined || time === undefined || score === undefined) return undefined
    if (stopLastTrials && time >= maxT) {
      return { at: 'end', reason: `${timeAttr} ${figure(time)} has reached maxT ${maxT}` }
    }
    const rung = climb(climber, time)
    return rung && { at: 'rung', rung, score, time }
  }

  /** The trial has ended; later ones are measured by it, too. */
  finish(trial: string, result: Result | undefined): void {
    const climber = this.#climbers.get(trial)
    if (climber === undefined) return
    this.#climbers.delete(trial)
    const time = result && numberAt(result, this.#rules.timeAttr)
    const score = result && this.#scoreOf(result)
    if (time === undefined || score === undefined) return
    climb(climber, time)?.record(trial, score)
  }

  describe(): string {
    const brackets = this.all.map((rungs) => {
      const standing = rungs.map((rung) => `Iter ${rung.milestone.toFixed(3)}: ${rung.describe()}`)
      return `Bracket: ${standing.reverse().join(' | ')}`
    })
    return brackets.join(', ')
  }

  /** One draw a trial, whatever the brackets' load. */
  #draw(): Bracket<R> {
    const [first] = this.all
    const weights = this.#weights
    let rest = this.#random.next() * weights.reduce((sum, weight) => sum + weight, 0)
    const drawn = this.all.find((_, s) => (rest -= weights[s] as number) < 0)
    return (drawn ?? first) as Bracket<R>
  }
}

/** The milestones of each bracket. One without rungs would let its trials run on unjudged: there is none. */
export function bracketMilestones(rules: ASHARules): readonly (readonly number[])[] {
  const milestones = rungMilestones(rules)
  const count = Math.min(rules.brackets, milestones.length)
  return Array.from({ length: count }, (_, s) => milestones.slice(s))
}

/** A softmax over how many rungs the brackets have, but for a factor. */
export function bracketWeights(count: number): readonly number[] {
  return Array.from({ length: count }, (_, s) => Math.exp(-s))
}

/**
 * Takes a climber as far as `time` goes. It enters the highest rung that it reaches; rungs that it
 * jumped over count as passed, so that nobody is judged by a late score among early ones. Undefined
 * when it reaches no new rung.
 */
function climb<R extends { readonly milestone: number }>(
  climber: Climber<R>,
  time: number,
): R | undefined {
  let reached: R | undefined
  for (
    let rung = climber.bracket[climber.next];
    rung !== undefined && time >= rung.milestone;
    rung = climber.bracket[climber.next]
  ) {
    reached = rung
    climber.next += 1
  }
  return reached
}
