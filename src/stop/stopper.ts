import type { Result } from '../math/score.ts'

/**
 * A rule that ends trials or the whole study, as a user states it. The state of one study lives in the
 * {@link StopRule} that it creates.
 */
export interface Stopper {
  readonly name: string
  create(): StopRule
  /** The definition as plain data; absent when a part of it is code. */
  toJSON?(): StopperJSON
}

/** A stopper as plain data. */
export interface StopperJSON {
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
}

/** One study's stopper. Deterministic; time arrives as an argument. */
export interface StopRule {
  /** Told of every result. Returns the reason in words to stop the trial, or undefined. */
  onResult(trial: string, result: Result): string | undefined
  /**
   * Asked after every event. Returns the reason in words to stop the study, or undefined.
   * @param at Milliseconds since the epoch.
   */
  stopAll(at: number): string | undefined
  /** The tuner was not running until `at` (milliseconds since the epoch): that time is not charged. */
  onSessionStarted?(at: number): void
  /**
   * When it will stop the study if nothing else happens, in milliseconds since the epoch; asked after
   * {@link onSessionStarted}. Undefined when time alone does nothing.
   */
  deadline?(): number | undefined
  /**
   * The metrics it goes by that no result has had, by flat path: most likely misspelt. Empty before
   * the first result.
   */
  unseenKeys?(): readonly string[]
}
