import { distributeOptions, distributeRules } from './distribute-options.ts'
import { Distributor } from './shares.ts'
import type { Allocation, AllocationRule } from './allocation.ts'
import type { DistributeResourcesOptions, DistributeRules } from './distribute-options.ts'

const WHO = 'DistributeResources'

/**
 * Shares all resources evenly among the trials that have not ended: a trial that reports is given what
 * nobody lays claim to, as far as its even share, and gives back what it has above that. No trial has
 * less than it started with. Where the shares do not come out even, the odd units go to those that
 * report first.
 */
export class DistributeResources implements AllocationRule {
  readonly name = 'distribute_resources'
  readonly #rules: DistributeRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: DistributeResourcesOptions = {}) {
    this.#rules = distributeRules(WHO, options)
  }

  create(): Allocation {
    const distributor = new Distributor(WHO, this.#rules)
    return {
      onTrialAdded: (study, claims) => distributor.check(study, claims),
      allot: (trial, _result, study, claims) => {
        const { held, spare, fair } = distributor.shares(trial, study, claims)
        const units = Math.max(0, Math.min(held + spare, fair))
        if (units === held) return undefined
        return {
          resources: distributor.amounts(units, claims),
          reason: reasonFor(claims.places),
        }
      },
    }
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return { name: this.name, options: distributeOptions(this.#rules) }
  }
}

function reasonFor(places: number): string {
  return places === 1 ? 'no other trial needs it' : `an even share among ${places} trials`
}

export type { DistributeResourcesOptions } from './distribute-options.ts'
