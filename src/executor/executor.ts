import type { Clock } from './clock.ts'
import type {
  CheckpointOrders,
  Decision,
  ResourceShares,
  TrialFailure,
} from '../protocol/messages.ts'

/** One start of one trial. Messages of an attempt that is not the trial's current one are dropped. */
export interface AttemptId {
  readonly trial: string
  /** 1 for the first start. */
  readonly attempt: number
}

/** All that is needed to start an attempt. */
export interface LaunchSpec extends AttemptId {
  readonly trialName: string
  readonly studyName: string
  readonly config: unknown
  /** Absolute path of the trial's folder, which exists. */
  readonly dir: string
  /** Absolute path of the checkpoint folder to continue from. */
  readonly checkpoint?: string
  /** `training_iteration` at that checkpoint; 0 without one. */
  readonly iteration: number
  /** What was asked for, e.g. `{ cpu: 1, gpu: 0.5 }`. */
  readonly resources: ResourceShares
  /** When it saves its state, if it is a class. */
  readonly checkpoints?: CheckpointOrders
  /** Indices of the GPUs that were granted, e.g. `[0]`; empty when none was asked for. */
  readonly gpus: readonly number[]
  /** How many ranks make up the trial; undefined: one process that knows of no others. */
  readonly workers?: number
}

/** Why an attempt is over. */
export type EndCause = 'completed' | 'stopped' | 'paused' | 'error' | 'killed'

/** What an executor tells the tuner. Every launched attempt ends with exactly one `ended`. */
export type ExecutorEvent = AttemptId &
  (
    | { readonly type: 'started'; readonly pid?: number }
    | {
        readonly type: 'reported'
        readonly seq: number
        readonly metrics: Readonly<Record<string, unknown>>
        /** Name of the staged folder inside the trial's folder. */
        readonly checkpoint?: string
      }
    | {
        /** The trial has saved the state that belongs to the attempt's last report. */
        readonly type: 'checkpointed'
        /** Name of the staged folder inside the trial's folder. */
        readonly checkpoint: string
      }
    | {
        readonly type: 'ended'
        readonly cause: EndCause
        /** Present when `cause` is `error`, and when it is `killed` with something worth saying. */
        readonly error?: TrialFailure
        /** Paths of the config's values that the trial never read; see `DoneMessage`. */
        readonly unread?: readonly string[]
        /** What it said last, where it completed without a report. */
        readonly lastWords?: LastWords
      }
  )

/** The last lines of a trial's output, as far as there are any. */
export interface LastWords {
  readonly stderr?: string
  readonly stdout?: string
}

/** What an executor is given when the study opens. */
export interface ExecutorContext {
  /** Absolute path of the study's folder. */
  readonly studyDir: string
  /** Called for every event, in order per attempt; never throws. */
  readonly emit: (event: ExecutorEvent) => void
  /** Whether workers may run more than one trial. */
  readonly reuse: boolean
  /** What becomes of the trials' standard output and error. */
  readonly logToFile: LogToFile
  /** How long a trial that was asked to end has before SIGTERM, and again before SIGKILL, in ms. */
  readonly graceMs: number
  /** Tells the user a line that is no trial's failure. */
  readonly warn: (line: string) => void
}

/** File names, inside the trial's folder, for standard output and error. `false` discards both. */
export type LogToFile = false | { readonly stdout: string; readonly stderr: string }

/**
 * Where trials run. The tuner calls it from one loop and waits for nothing but {@link close}: all
 * outcomes come back through `emit`.
 */
export interface Executor {
  /** The study's time, where it is not this machine's. */
  readonly clock?: Clock
  /** Called once, before any launch. */
  open(context: ExecutorContext): Promise<void>
  /** Starts an attempt. A failure to start is an `ended` event with cause `error`, never a throw. */
  launch(spec: LaunchSpec): void
  /** Answers the report with this `seq`. Unknown attempts are ignored. */
  answer(id: AttemptId, seq: number, decision: Decision): void
  /**
   * Ends an attempt from outside. `ask`: tell it, then SIGTERM, then SIGKILL, a grace period apart.
   * `kill`: SIGKILL at once. Idempotent; `ended` follows, with cause `stopped` or `killed`.
   */
  stop(id: AttemptId, how: 'ask' | 'kill'): void
  /** Ends everything that still runs and releases all resources; nothing outlives it. */
  close(): Promise<void>
}
