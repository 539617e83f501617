import type { Random } from '../math/random.ts'
import type { Cube } from './cube.ts'
import type { Result } from '../math/score.ts'
import type { Known } from './history.ts'
import type { TrialOutcome } from './searcher.ts'

/** A point of the cube to try. */
export interface Proposal {
  /** One coordinate for each side of the cube. NaN is drawn at random where the config turns out to have it. */
  readonly coordinates: ArrayLike<number>
  /** Plain data that comes back with the trial, as {@link KnownTrial.memo}. */
  readonly memo?: unknown
}

/** What a proposer may use while it thinks. */
export interface Thinking {
  /** The stream of the suggestion to come. */
  readonly random: Random
  /** Tells the user a line, once however often it is said. */
  readonly say: (remark: string) => void
}

/**
 * An algorithm of search without the book-keeping: it sees trials as points of the unit cube, and says
 * which to try next. What it proposes must follow from what is known and the stream alone: it may keep
 * what it has worked out, but asked twice, or after all was told once more, it proposes the same.
 */
export interface Proposer {
  /**
   * Points to try, the best first. The first whose config has not been tried is taken; where there is
   * none, one is drawn at random.
   */
  propose(known: Known, thinking: Thinking): Iterable<Proposal>
  /** What a user should know before it starts. */
  readonly warnings?: readonly string[]
  /** For those who look at single results, which `known` does not hold: told of every trial by number. */
  onTrialAdded?(trial: number, coordinates: Float64Array): void
  /** As in `Search`. */
  onTrialResult?(trial: number, result: Result, rung?: number): void
  /** As in `Search`. */
  onTrialComplete?(
    trial: number,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void
  /** Whether the next proposal may take longer than about 20 ms. @defaultValue no */
  isHeavy?(known: Known): boolean
}

/** What a proposer is made for. */
export interface Frame {
  readonly cube: Cube
  /** How many objectives there are, 1 or more. */
  readonly objectives: number
  /** Whether trials have constraints. */
  readonly isConstrained: boolean
  /** How many suggestions there will be; `Infinity` when there is no end. */
  readonly numSamples: number
  /** A stream of its own, for what is drawn once per study. */
  readonly random: Random
}
