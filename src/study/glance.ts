import type { Amounts, StudyGlance, TrialGlance } from '../schedule/scheduler.ts'
import type { Ledger } from './ledger.ts'
import type { Roster } from './roster.ts'

/** What the schedule may see of a study. */
export class Glance implements StudyGlance {
  readonly #roster: Roster
  readonly #ledger: () => Ledger

  constructor(roster: Roster, ledger: () => Ledger) {
    this.#roster = roster
    this.#ledger = ledger
  }

  trial(id: string): TrialGlance | undefined {
    return this.#roster.get(id)
  }

  live(): Iterable<TrialGlance> {
    return this.#roster.standing.live
  }

  get waiting(): number {
    const { PENDING, PAUSED } = this.#roster.counts
    return PENDING + PAUSED
  }

  get capacity(): Amounts {
    return this.#ledger().amounts
  }

  get free(): Amounts {
    return this.#ledger().free
  }
}
