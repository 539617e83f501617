/** A milestone and how many trials are expected to be trained as far as it. */
export interface PlannedRung {
  /** In units of the plan's `timeAttr`. */
  readonly milestone: number
  /** Expected; a fraction where it is left to chance. */
  readonly trials: number
}

/** Trials that are compared with each other. */
export interface PlannedBracket {
  /** How many start in it; expected, a fraction where it is drawn. */
  readonly trials: number
  /** Lowest first; the last says how far the best go. */
  readonly rungs: readonly PlannedRung[]
}

/** What a scheduler would do with a number of trials, told before anything starts. */
export interface SchedulePlan {
  /** What is counted, e.g. `training_iteration`. */
  readonly timeAttr: string
  readonly brackets: readonly PlannedBracket[]
  /** Expected sum of `timeAttr` over all trials; undefined where it depends on the results. */
  readonly cost: number | undefined
  /** The same if every trial ran to its end; undefined where no end is known. */
  readonly fullCost: number | undefined
  /** What else a user should know, a sentence each. */
  readonly notes: readonly string[]
}
