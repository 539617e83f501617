import { reject } from '../../option-checks.ts'
import { grown, timesIn } from './amounts.ts'
import { unitFor } from './distribute-options.ts'
import type { Amounts, StudyGlance, TrialGlance } from '../scheduler.ts'
import type { Claims } from './claims.ts'
import type { DistributeRules } from './distribute-options.ts'

/** What can be shared out at one moment, counted in units of `increaseBy`. */
export interface Shares {
  /** Units that the trial has above what it started with. */
  readonly held: number
  /** Units that nobody lays claim to; below 0 where that many too many are held. */
  readonly spare: number
  /** Units that a trial may have at most if all are to have as many, the odd ones going to whom comes first. */
  readonly fair: number
  /** Units that a trial may have at most. */
  readonly limit: number
}

/** The arithmetic of sharing that both ways of distributing have in common. */
export class Distributor {
  readonly #who: string
  readonly #rules: DistributeRules

  constructor(who: string, rules: DistributeRules) {
    this.#who = who
    this.#rules = rules
  }

  get limit(): number {
    const { increaseByTimes } = this.#rules
    return increaseByTimes < 1 ? Number.POSITIVE_INFINITY : increaseByTimes
  }

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` if a custom resource that it shares is not there, or
   * trials start with what cannot grow.
   */
  check({ capacity }: StudyGlance, { base }: Claims): void {
    const increaseBy = unitFor(this.#rules, this.#who, base)
    const { reserveResources } = this.#rules
    for (const [option, amounts] of Object.entries({ increaseBy, reserveResources })) {
      const stranger = Object.keys(amounts).find(
        (name) => name !== 'cpu' && name !== 'gpu' && !Object.hasOwn(capacity, name),
      )
      if (stranger === undefined) continue
      const there = Object.keys(capacity).join(', ')
      reject(this.#who, option, amounts, `There is no resource ${stranger} to share, but ${there}.`)
    }
  }

  shares(trial: TrialGlance, { capacity }: StudyGlance, claims: Claims): Shares {
    const { reserveResources } = this.#rules
    const { base, places } = claims
    const unit = unitFor(this.#rules, this.#who, base)
    const kept = (name: string): number => reserveResources[name] ?? 0
    const distributable = timesIn(
      (name) => (capacity[name] ?? 0) - kept(name) - places * (base[name] ?? 0),
      unit,
    )
    return {
      held: this.held(trial, base),
      spare: timesIn((name) => claims.unclaimed(name, capacity) - kept(name), unit),
      fair: Math.min(Math.ceil(Math.max(distributable, 0) / places), this.limit),
      limit: this.limit,
    }
  }

  /** Units that a trial has above what it started with. */
  held({ resources }: TrialGlance, base: Amounts): number {
    const unit = unitFor(this.#rules, this.#who, base)
    return Math.max(
      0,
      timesIn((name) => (resources[name] ?? 0) - (base[name] ?? 0), unit),
    )
  }

  /** What a trial with so many units has. */
  amounts(units: number, { base }: Claims): Amounts {
    return grown(base, unitFor(this.#rules, this.#who, base), units)
  }
}
