import type { Objective, Result } from '../math/score.ts'
import type { StoredFailure, TrialStatus } from '../study/events.ts'

/** A study of another program as events of ours will tell it. Times are in milliseconds since the epoch. */
export interface ImportedStudy {
  /** What it was called; the study's name unless told otherwise. */
  readonly name: string
  /** What the other program calls what it tuned; the first part of the trials' names. */
  readonly trainableName: string
  /** Empty when it is not known what was optimised. */
  readonly objectives: readonly Objective[]
  /** As `spaceToJSON` writes it. */
  readonly paramSpace: unknown
  /** Whether `paramSpace` says of every parameter where its values came from. */
  readonly isSpaceKnown: boolean
  readonly trials: readonly ImportedTrial[]
  /** What only the other program can use, kept under its name so that an export can give it back. */
  readonly keepsake?: Keepsake
  /** What could not be taken over as it was, in sentences. */
  readonly remarks: readonly string[]
}

export interface Keepsake {
  readonly key: string
  /** Plain data, made when the ids of the trials are known, which are given in their order. */
  readonly make: (trialIds: readonly string[]) => unknown
}

export interface ImportedTrial {
  /** Its id there, where that is one of ours too. @defaultValue a new one */
  readonly id?: string
  readonly config: unknown
  readonly params: Readonly<Record<string, unknown>>
  /** Empty for a trial that was never started. */
  readonly attempts: readonly ImportedAttempt[]
  /** Absolute path of a folder whose `error.txt` belongs to it. */
  readonly folder?: string
}

export interface ImportedAttempt {
  readonly startedAt: number
  /** Iteration that it continued from. */
  readonly from: number
  readonly reports: readonly ImportedReport[]
  readonly end: ImportedEnd
}

export interface ImportedReport {
  readonly at: number
  readonly result: Result
  /** Absolute path of the checkpoint that came with it, to be copied under the name that it has. */
  readonly checkpoint?: string
}

export interface ImportedEnd {
  readonly at: number
  readonly cause: 'completed' | 'stopped' | 'paused' | 'error' | 'killed'
  readonly outcome: TrialStatus
  readonly reason?: string
  readonly error?: StoredFailure
  /** A schedule ended it at its last report. */
  readonly pruned?: true
}
