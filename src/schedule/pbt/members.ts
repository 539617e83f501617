import { RankedSet } from '../../math/ranked-set.ts'
import { copiedOf } from './population-rules.ts'

/** What is kept of one trial of a population. */
export interface Member {
  readonly id: string
  /** How many came before it. */
  readonly order: number
  alive: boolean
  /** Its time when it was last looked at; of a copy, that of the trial that it is a copy of. */
  lastTrainTime: number
  /** The time from which its next interval counts. */
  lastPerturbationTime: number
  /** How far the furthest trial was that it ever was a copy of. */
  copiedAt: number
  /** How often it has been a copy since then, of trials that were no further. */
  returns: number
}

/** Ranks by score, worst first: 0 to `lower` are the lower end, `upper` to `size` the upper end. */
export interface Ends {
  readonly lower: number
  readonly upper: number
  /** How many are compared. */
  readonly size: number
}

/** The trials of a population: how far each is, and how well each does. */
export class Members {
  readonly #members: Map<string, Member> = new Map()
  readonly #quantileFraction: number
  /** Trials that live. */
  readonly #byTime = new RankedSet()
  /** Trials that live and have been looked at. */
  readonly #byScore = new RankedSet()

  constructor(quantileFraction: number) {
    this.#quantileFraction = quantileFraction
  }

  get(id: string): Member | undefined {
    return this.#members.get(id)
  }

  /** A new trial, or one that lives again and is still known. Returns whether it is new. */
  add(id: string): boolean {
    const known = this.#members.get(id)
    const member = known ?? {
      id,
      order: this.#members.size,
      alive: true,
      lastTrainTime: 0,
      lastPerturbationTime: 0,
      copiedAt: Number.NEGATIVE_INFINITY,
      returns: 0,
    }
    this.#members.set(id, member)
    member.alive = true
    this.#byTime.place(id, member.lastTrainTime, member.order)
    return known === undefined
  }

  /** It is over, though it may be added again. */
  remove(id: string): void {
    const member = this.#members.get(id)
    if (member !== undefined) member.alive = false
    this.#byTime.delete(id)
    this.#byScore.delete(id)
  }

  look(member: Member, time: number, score: number): void {
    this.#moveTo(member, time)
    this.#byScore.place(member.id, score, member.order)
  }

  /** The next interval of every trial counts from here. */
  perturbAll(time: number): void {
    for (const member of this.#members.values()) member.lastPerturbationTime = time
  }

  /** A copy has trained as long as what it is a copy of. */
  copy(member: Member, from: Member): void {
    member.lastPerturbationTime = from.lastPerturbationTime
    member.returns = from.lastTrainTime > member.copiedAt ? 0 : member.returns + 1
    member.copiedAt = Math.max(member.copiedAt, from.lastTrainTime)
    this.#moveTo(member, from.lastTrainTime)
  }

  scoreOf(id: string): number {
    return this.#byScore.scoreOf(id) ?? Number.NaN
  }

  /** How many of those that are compared do worse; undefined when it is not compared. */
  rankOf(id: string): number | undefined {
    return this.#byScore.rankOf(id)
  }

  /** The trials with the ranks from `from` up to but not including `to`, worst first. */
  ranked(from: number, to: number): readonly string[] {
    const length = Math.max(0, to - from)
    return Array.from({ length }, (_, i) => this.#byScore.at(from + i) as string)
  }

  /**
   * The two ends, as many at one as at the other. But a trial whose score is NaN gets no better by
   * itself and is not worth copying: it is always at the lower end and never at the upper.
   */
  ends(): Ends {
    const { size } = this.#byScore
    const count = copiedOf(size, this.#quantileFraction)
    if (count === 0) return { lower: 0, upper: size, size }
    const broken = this.#byScore.countBelow(Number.NEGATIVE_INFINITY)
    return { lower: Math.max(count, broken), upper: Math.max(size - count, broken), size }
  }

  /** How far the one is that is furthest. */
  get latest(): number {
    const id = this.#byTime.at(this.#byTime.size - 1)
    return (id === undefined ? undefined : this.#byTime.scoreOf(id)) ?? 0
  }

  /** How many live. */
  get size(): number {
    return this.#byTime.size
  }

  /** How many live and are not as far as this. */
  countBefore(time: number): number {
    return this.#byTime.countBelow(time)
  }

  /** Those that live and are not as far as this, least far first. */
  *before(time: number): Generator<string> {
    const count = this.countBefore(time)
    for (let rank = 0; rank < count; rank++) yield this.#byTime.at(rank) as string
  }

  #moveTo(member: Member, time: number): void {
    member.lastTrainTime = time
    if (member.alive) this.#byTime.place(member.id, time, member.order)
  }
}
