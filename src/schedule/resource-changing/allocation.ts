import type { Mode, Result } from '../../math/score.ts'
import type { Amounts, StudyGlance, TrialGlance } from '../scheduler.ts'
import type { Claims } from './claims.ts'

/**
 * What a trial is to have from now on, all of it: what is not named is given up. Undefined for what it
 * has. It must depend on nothing but what it is given, so that a study can be restored.
 */
export type AllocationFunction = (
  trial: TrialGlance,
  result: Result,
  study: StudyGlance,
) => Amounts | undefined

/** How resources are shared, as a user states it; the books of one study are an {@link Allocation}. */
export interface AllocationRule {
  /** Name by which it is found again on restore, e.g. `distribute_resources`. */
  readonly name: string
  create(setup: AllocationSetup): Allocation
  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> }
}

/** How resources are shared out again while trials run. */
export type ResourcesAllocation = AllocationFunction | AllocationRule

export interface AllocationSetup {
  readonly metric: string | undefined
  readonly mode: Mode
}

/** What a trial is to have, and why. */
export interface Allotment {
  readonly resources: Amounts
  readonly reason: string
}

/** How one study shares its resources. Deterministic, as a schedule is. */
export interface Allocation {
  /** Told of every result, also of those at which nobody is asked to share. */
  onTrialResult?(trial: string, result: Result): void
  /** The trial will not report again, unless it comes back in another session. */
  onTrialEnded?(trial: string): void
  /** Throws `ConfigurationError` if what it shares is not there at all. */
  onTrialAdded?(study: StudyGlance, claims: Claims): void
  /** What the trial is to have; must not change anything. */
  allot(
    trial: TrialGlance,
    result: Result,
    study: StudyGlance,
    claims: Claims,
  ): Allotment | undefined
}
