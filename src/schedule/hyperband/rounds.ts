import { Bracket } from './bracket.ts'
import type { Startable } from '../scheduler.ts'
import type { BracketTable } from './bracket-tables.ts'
import type { Member } from './bracket.ts'
import type { HyperBandRules } from './hyperband-options.ts'

/**
 * The brackets, filled one after the other. A round has each of them once (Ray Tune calls it a band);
 * when all are filled the next round begins.
 */
export class Rounds {
  readonly #rules: HyperBandRules
  /** In the order in which they are filled. */
  readonly #tables: readonly BracketTable[]
  /** The rounds that have trials, by number, first one first. */
  readonly #live: Map<number, Bracket[]> = new Map()
  /** How many brackets there have been. */
  #count = 0
  #current: Bracket | undefined

  constructor(tables: readonly BracketTable[], rules: HyperBandRules) {
    this.#tables = tables
    this.#rules = rules
  }

  get count(): number {
    return this.#count
  }

  /** Rounds that have trials, with those brackets that do. */
  get live(): ReadonlyMap<number, readonly Bracket[]> {
    return this.#live
  }

  /** Gives a trial a place in the bracket that is being filled. */
  join(trial: string): Member {
    if (this.#current?.hasRoom !== true) this.#current = this.#open()
    const bracket = this.#current
    const brackets = this.#live.get(bracket.round)
    if (brackets === undefined) this.#live.set(bracket.round, [bracket])
    else if (!brackets.includes(bracket)) brackets.push(bracket)
    return bracket.add(trial)
  }

  /** Forgets a bracket that has no trials left. */
  tidy(bracket: Bracket): void {
    if (bracket.size > 0) return
    const rest = this.#live.get(bracket.round)?.filter((other) => other !== bracket) ?? []
    if (rest.length === 0) this.#live.delete(bracket.round)
    else this.#live.set(bracket.round, rest)
  }

  /**
   * The first trial of the first round that could be started and need not wait for others. Only those
   * that run are passed over on the way to it, not those that wait.
   */
  choose({ pending, paused }: Startable): string | undefined {
    if (pending.size + paused.size === 0) return undefined
    const isStartable = (trial: string): boolean => pending.has(trial) || paused.has(trial)
    for (const brackets of this.#live.values()) {
      for (const bracket of this.#inTurn(brackets)) {
        const trial = bracket.first(isStartable)
        if (trial !== undefined) return trial
      }
    }
    return pending.first
  }

  /** As Ray Tune's two schedulers differ: as they were filled, or the least advanced first. */
  #inTurn(brackets: readonly Bracket[]): readonly Bracket[] {
    if (this.#rules.waitUntilFull) return brackets
    return [...brackets].sort((a, b) => a.completion - b.completion)
  }

  #open(): Bracket {
    const { length } = this.#tables
    const table = this.#tables[this.#count % length] as BracketTable
    const bracket = new Bracket(Math.floor(this.#count / length), table, this.#rules)
    this.#count += 1
    return bracket
  }
}
