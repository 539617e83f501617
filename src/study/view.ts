import type { Mode, Objective, Result } from '../math/score.ts'
import type { ExploitRecord } from './exploit-record.ts'
import type { Capacity, CheckpointRef, StoredFailure, TrialStatus } from './events.ts'

/** A trial as everybody outside the fold sees it. Live: read it, do not keep it. */
export interface TrialView {
  /** E.g. `63ecc_00000`. */
  readonly id: string
  /** 0 for the first trial of the study. */
  readonly number: number
  /** `<trainable>_<id>`; also the name of its folder inside the study's folder. */
  readonly name: string
  readonly config: unknown
  /** What the search chose, by flat path; constants are not in it. */
  readonly params: Readonly<Record<string, unknown>>
  readonly status: TrialStatus
  /** Starts so far; 0 while it has never been started. */
  readonly attempt: number
  /** `training_iteration` of the last result; 0 without one. */
  readonly iteration: number
  /** The last result, without `config`; undefined until the first report. */
  readonly lastResult: Result | undefined
  /** What is on disk, oldest first. */
  readonly checkpoints: readonly CheckpointRef[]
  /** Failures so far, including those that were retried. */
  readonly failures: number
  /** The last failure; kept when a retry succeeds. */
  readonly error: StoredFailure | undefined
  /** Why it was stopped or paused, in words. */
  readonly reason: string | undefined
  readonly resources: Readonly<Record<string, number>>
  /** Milliseconds since the epoch at which the current attempt started; undefined before the first. */
  readonly startedAt: number | undefined
  /** Seconds that all attempts have run, without the time after the last checkpoint of a failed one. */
  readonly timeTotalS: number
  readonly pid: number | undefined
}

/** What runs on what there is. */
export interface ResourceUsage {
  readonly capacity: Capacity
  readonly cpu: number
  readonly gpu: number
  readonly custom: Readonly<Record<string, number>>
}

/** The study as everybody outside the fold sees it. Live: read it, do not keep it. */
export interface StudyView {
  readonly name: string
  /** Absolute path of the study's folder. */
  readonly dir: string
  /** What is optimised; undefined where that are several metrics, or nothing. */
  readonly metric: string | undefined
  readonly mode: Mode
  /** All metrics that are optimised. */
  readonly objectives: readonly Objective[]
  /** How many trials there will be in all; `Infinity` when there is no end. */
  readonly total: number
  /** In the order in which they came. */
  readonly trials: readonly TrialView[]
  readonly counts: Readonly<Record<TrialStatus, number>>
  readonly usage: ResourceUsage
  /** The best trial by the last value of the metric so far; undefined before the first report, and without one metric. */
  readonly best: TrialView | undefined
  /** Milliseconds since the epoch of this session's start. */
  readonly sessionStartedAt: number
  /** Which trials became copies of which, in order. */
  readonly exploits: readonly ExploitRecord[]
  /** One line each of what search and scheduler say of themselves. */
  readonly searchLine: string
  readonly schedulerLine: string
  /** Why the study is ending or has ended early, in words. */
  readonly stopReason: string | undefined
}
