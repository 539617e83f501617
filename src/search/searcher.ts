import type { Random } from '../math/random.ts'
import type { Mode, Objective, Result } from '../math/score.ts'
import type { Space } from '../space/space.ts'

/**
 * How configs are chosen, as a user states it: an immutable definition that can be given to any
 * number of studies. The state of one study's search lives in the {@link Search} that it creates.
 */
export interface Searcher {
  /** Name by which it is found again on restore, e.g. `random`. */
  readonly name: string
  /** Called once per study, and once per restore. Throws `ConfigurationError` if the space does not suit it. */
  create(setup: SearchSetup): Search
  /**
   * The definition as plain data, so that a study can be restored without the user's script. Functions
   * that a user gave may be among the options; such a study needs the script.
   */
  toJSON?():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined
}

export interface SearchSetup {
  /** What may vary, compiled and checked. */
  readonly space: Space
  /** The metric, the first where there are several; undefined when the user named none. */
  readonly metric: string | undefined
  readonly mode: Mode
  /** All metrics, each with its mode, where there are several. @defaultValue the one */
  readonly objectives?: readonly Objective[]
  /** This search's own stream. */
  readonly random: Random
  /** How often the space is sampled; `Infinity` when the user said −1. */
  readonly numSamples: number
}

/** A config to try. All of it is plain JSON-safe data, and it is stored as it is. */
export interface Suggestion {
  readonly config: unknown
  /** The values that were chosen (not the constants), by flat path, e.g. `{ 'model/lr': 0.1 }`. */
  readonly params: Readonly<Record<string, unknown>>
  /** What the search wants to be told again with the trial, e.g. which generation it belongs to. */
  readonly memo?: unknown
}

/** What {@link Search.ask} answers. */
export interface Suggestions {
  /** At most as many as were asked for; fewer (or none) means: ask again after the next result. */
  readonly suggestions: readonly Suggestion[]
  /** True when no suggestion will follow these. */
  readonly finished: boolean
  /** What a user should know about how they were chosen; the same line may come again. */
  readonly remarks?: readonly string[]
}

/**
 * How a trial ended, as a search sees it: `completed` by itself or by a stop rule, `stopped` before that
 * by the scheduler or with the study, or `failed`.
 */
export type TrialOutcome = 'completed' | 'stopped' | 'failed'

/**
 * One study's search: ask and tell over plain data. `ask` is a pure question: it changes nothing, and
 * asked twice it answers the same. The state moves only by what it is told, so that telling the stored
 * facts again rebuilds it exactly.
 */
export interface Search {
  /** Whether suggestions depend on results; if not, they may be drawn ahead of free slots. */
  readonly adaptive: boolean
  /** What a user should know before it starts, e.g. a preset that is out of range. */
  readonly warnings?: readonly string[]
  /** How many suggestions there will be in all; `Infinity` when there is no end. */
  readonly total: number
  /**
   * Whether the next `ask` may take longer than about 20 ms: it is then asked in another thread, of a
   * search that was told the same.
   */
  readonly isHeavy?: boolean
  /** A result with no more than this search reads of it, as small plain data. @defaultValue all of it */
  digest?(result: Result): Result
  /** Whether a result keeps the constraints that the user has set. @defaultValue yes */
  isFeasible?(result: Result): boolean
  /** The next `count` configs, all different in what they stand for. */
  ask(count: number): Suggestions
  /** A suggestion became a trial. Told in the order of the suggestions. */
  onTrialAdded(trial: string, suggestion: Suggestion): void
  /**
   * A trial that nobody suggested: the user added it by hand. It is none of {@link total}. A search without
   * this method is told nothing of such a trial, whatever becomes of it.
   */
  onTrialGiven?(trial: string, suggestion: Suggestion): void
  /**
   * An intermediate result; not told for the last one of a trial that a scheduler stops.
   * @param rung The milestone at which the scheduler compared this very result with others, if it did:
   * results at the same milestone cost the same and can be modelled together.
   */
  onTrialResult(trial: string, result: Result, rung?: number): void
  /**
   * The trial ended for good; `result` is its last one, or undefined if it never reported.
   * @param rung As in {@link onTrialResult}, if that result was not told there.
   */
  onTrialComplete(
    trial: string,
    result: Result | undefined,
    outcome: TrialOutcome,
    rung?: number,
  ): void
}
