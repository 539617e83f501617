import type { Callback } from '../logger/callback.ts'

/**
 * What a person (or a program that reads along) is told of a study. Never throws because of the
 * stream that it writes to.
 */
export interface Reporter extends Required<Omit<Callback, 'getState' | 'setState'>> {
  /** Prints a message of somebody else where it does not disturb the report; also after its end. */
  note(line: string): void
  /** Ends the report, if `onStudyEnd` has not, and lets go of the stream. Idempotent. */
  close(): void
}

/** Of everything that happens, how much is told. */
export type Verbosity = 0 | 1 | 2 | 3

/** A reporter that prints nothing at all. */
export const SILENT: Reporter = {
  onStudyStart: () => {},
  onTrialAdded: () => {},
  onTrialStart: () => {},
  onTrialRewound: () => {},
  onTrialResult: () => {},
  onCheckpoint: () => {},
  onTrialError: () => {},
  onTrialPause: () => {},
  onTrialExploit: () => {},
  onTrialComplete: () => {},
  onStudyEnd: () => {},
  note: () => {},
  close: () => {},
}
