import type { Result } from '../math/score.ts'
import type { Amounts, Exploit, ScheduleOrder } from '../schedule/scheduler.ts'

/** Ray's words. */
export type TrialStatus = 'PENDING' | 'RUNNING' | 'PAUSED' | 'TERMINATED' | 'ERROR'

/** A checkpoint as the study knows it; its content lies in `<trial folder>/<name>`. */
export interface CheckpointRef {
  /** Count of checkpoints of this trial before it: 0, 1, 2, … */
  readonly index: number
  /** Folder name, e.g. `checkpoint_000003`. */
  readonly name: string
  /** `training_iteration` of the report that carried it, or after which it was saved. */
  readonly iteration: number
  /** `time_total_s` of that report, in seconds. */
  readonly timeTotalS: number
  /** Value of the score attribute in that report; absent without one or when it was missing. */
  readonly score?: number
}

/** An error of a trial as it is stored. */
export interface StoredFailure {
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly code?: string
  readonly stderr?: string
  readonly stdout?: string
}

/** What there is to run trials on; keys besides `cpu` are custom resources. */
export interface Capacity {
  readonly cpu: number
  /** How many GPUs, by index 0 … gpu − 1. */
  readonly gpu: number
  readonly custom: Readonly<Record<string, number>>
}

/** What a user may want of a trial: its end, that it waits, that it goes on. */
export type TrialOrder = 'stop' | 'pause' | 'resume'

/** Rules that may differ from one session of a study to the next. */
export interface SessionRules {
  readonly resumeUnfinished: boolean
  readonly resumeErrored: boolean
  readonly restartErrored: boolean
}

interface OfTrial {
  readonly trial: string
  /** Attempt to which it belongs; 1 for the first. */
  readonly attempt: number
}

/**
 * All that ever happens to a study, as plain data. `at` is in milliseconds since the epoch. The event
 * log is append-only; folding it gives the study back.
 */
export type StudyEvent = {
  readonly at: number
  /** What the schedule ordered because of it, in order: facts, as decisions are. */
  readonly orders?: readonly ScheduleOrder[]
  /** Ids of the trials whose next attempt began because of it, in order. */
  readonly starts?: readonly string[]
} & (
  | {
      /** The tuner opened the study: first of all, and again at each restore. */
      readonly type: 'session-started'
      readonly capacity: Capacity
      readonly rules: SessionRules
    }
  | {
      readonly type: 'trial-added'
      readonly trial: string
      readonly config: unknown
      readonly params: Readonly<Record<string, unknown>>
      /** What the search wants to be told again with it. */
      readonly memo?: unknown
      /** The user added it, and not the search. */
      readonly given?: true
      readonly resources: Readonly<Record<string, number>>
      /** Why it can never start, e.g. because it asks for more than there is. */
      readonly error?: StoredFailure
    }
  | { readonly type: 'search-finished' }
  | ({
      readonly type: 'started'
      /** Iteration that it continues from; earlier attempts' results after it are superseded. */
      readonly from: number
      readonly pid?: number
    } & OfTrial)
  | ({
      readonly type: 'reported'
      readonly seq: number
      /** The whole result, with the fields that Attune fills in (but without `config`). */
      readonly result: Result
      readonly checkpoint?: CheckpointRef
      /** What was decided: a fact, also for a later version that would decide otherwise. */
      readonly decision?: 'continue' | 'stop' | 'pause'
      readonly reason?: string
      /** The schedule, and not a stop rule, ended the trial. */
      readonly pruned?: true
      /** The user, and not the schedule, pauses it. */
      readonly byHand?: true
      /** The milestone at which the schedule compared this result with others. */
      readonly rung?: number
      /** The trial becomes a copy of another. */
      readonly exploit?: Exploit
      /** What it asks for from its next attempt on. */
      readonly resources?: Amounts
    } & OfTrial)
  | ({
      /** The trial saved, after its last result, the state that belongs to it. */
      readonly type: 'checkpointed'
      readonly checkpoint: CheckpointRef
    } & OfTrial)
  | ({
      readonly type: 'ended'
      readonly cause: 'completed' | 'stopped' | 'paused' | 'error' | 'killed'
      readonly error?: StoredFailure
      /** What became of the trial: a fact, also under other rules in a later session. */
      readonly outcome?: TrialStatus
      /** Why the trial was ended, where no result was the reason. */
      readonly reason?: string
    } & OfTrial)
  | {
      /** The user wants this of a trial. What it is until then, the fold knows. */
      readonly type: 'trial-ordered'
      readonly trial: string
      readonly order: TrialOrder
      readonly reason: string
    }
  | { readonly type: 'tick' }
  /** Nothing ran, and of what waited the schedule would start nothing. */
  | { readonly type: 'idle' }
  | {
      readonly type: 'stop-requested'
      /** `finish`: ask all trials to end and keep them resumable; `now`: kill them. */
      readonly how: 'finish' | 'now'
      readonly reason: string
    }
  | { readonly type: 'study-finished'; readonly reason?: string }
)

export type StudyEventType = StudyEvent['type']
