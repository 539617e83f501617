import { compareScores } from '../../math/score.ts'
import type { BracketTable } from './bracket-tables.ts'
import type { HyperBandRules } from './hyperband-options.ts'

/** A trial in its bracket. */
export interface Member {
  readonly trial: string
  readonly bracket: Bracket
  /** As last reported; 0 before that, and after a failure. */
  time: number
  /** As last reported; larger is better, NaN is the worst. */
  score: number
  /** Why it was stopped, once it was. */
  stopped: string | undefined
}

/** A member that goes no further. */
export interface Fall {
  readonly member: Member
  readonly milestone: number
  /** 1 for the best of those that were compared. */
  readonly rank: number
  readonly of: number
  /** How many go on; 0 at the last milestone. */
  readonly goOn: number
}

/**
 * Trials that are compared with each other at one milestone after the other. Those that are there wait
 * for the others; when all are there the best go on to the next one.
 */
export class Bracket {
  /** Number of the round that it belongs to. */
  readonly round: number
  readonly #table: BracketTable
  readonly #rules: HyperBandRules
  /** All that have not ended or fallen, in the order in which they came. */
  readonly #members: Set<Member> = new Set()
  /** Those among them that are not at the milestone: they run, or may be started. In that order, too. */
  readonly #climbing: Set<Member> = new Set()
  readonly #work: number
  #rung = 0
  #closed = false
  #progress = 0

  constructor(round: number, table: BracketTable, rules: HyperBandRules) {
    this.round = round
    this.#table = table
    this.#rules = rules
    const first = table[0]?.milestone ?? 0
    // Counted as Ray Tune counts it: in what order brackets get their turn depends on it.
    this.#work = table.reduce(
      (sum, { trials, milestone }, k) =>
        sum + trials * (k === 0 ? milestone : Math.min(milestone, rules.maxT - first)),
      0,
    )
  }

  get size(): number {
    return this.#members.size
  }

  /** How many have not come to the milestone. */
  get climbing(): number {
    return this.#climbing.size
  }

  /** How many trials it has at its milestone if it is full. */
  get capacity(): number {
    return this.#table[this.#rung]?.trials ?? 0
  }

  get milestone(): number {
    return this.#table[this.#rung]?.milestone ?? this.#rules.maxT
  }

  get hasRoom(): boolean {
    return !this.#closed && this.size < this.capacity
  }

  /** Whether it may be halved without waiting for trials that may still come. */
  get isComplete(): boolean {
    return this.#closed || !this.#rules.waitUntilFull
  }

  /** About how much of its work is done, 0 to 1. */
  get completion(): number {
    const isOver = this.#isLast && this.#rules.stopLastTrials && this.climbing === 0
    return isOver ? 1 : Math.min(this.#progress / this.#work, 1)
  }

  add(trial: string): Member {
    const member: Member = {
      trial,
      bracket: this,
      time: 0,
      score: Number.NaN,
      stopped: undefined,
    }
    this.#members.add(member)
    this.#climbing.add(member)
    if (this.#rules.waitUntilFull) this.#closed ||= this.size === this.capacity
    return member
  }

  /** Takes down how far a member is; it may have been further. */
  report(member: Member, time: number, score: number): void {
    this.#progress += time - member.time
    member.time = time
    member.score = score
    this.#place(member)
  }

  waits(member: Member): boolean {
    return this.#members.has(member) && !this.#climbing.has(member)
  }

  leave(member: Member): void {
    this.#members.delete(member)
    this.#climbing.delete(member)
  }

  /** Goes from milestone to milestone for as long as everybody is there, and says who falls. */
  settle(): readonly Fall[] {
    const falls: Fall[] = []
    while (this.climbing === 0 && this.size > 0) falls.push(...this.#halve())
    return falls
  }

  /** The first that could be started, of those that need not wait. */
  first(isStartable: (trial: string) => boolean): string | undefined {
    for (const { trial } of this.#climbing) if (isStartable(trial)) return trial
    return undefined
  }

  get #isLast(): boolean {
    return this.#rung === this.#table.length - 1
  }

  #halve(): readonly Fall[] {
    const { milestone, size } = this
    const ascending = [...this.#members].sort((a, b) => compareScores(a.score, b.score, 'max'))
    const goOn = this.#isLast ? 0 : Math.min(this.#table[this.#rung + 1]?.trials ?? 0, size)
    const losers = ascending.slice(0, size - goOn)
    if (this.#rules.waitUntilFull) this.#closed = true
    if (!this.#isLast) this.#rung += 1
    for (const member of losers) this.leave(member)
    for (const member of this.#members) this.#place(member)
    return losers.map((member, i) => ({ member, milestone, rank: size - i, of: size, goOn }))
  }

  #place(member: Member): void {
    if (!this.#members.has(member)) return
    const runsOn = this.#isLast && !this.#rules.stopLastTrials
    if (runsOn || member.time < this.milestone) this.#climbing.add(member)
    else this.#climbing.delete(member)
  }
}
