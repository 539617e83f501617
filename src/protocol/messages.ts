/**
 * What tuner and trial say to each other: one JSON object a line, over an inherited descriptor, a
 * socket or a message port. `docs/protocol.md` describes it for other languages.
 */

/** Raised when a message changes its meaning. A side refuses a newer major version than its own. */
export const PROTOCOL_VERSION = 1

/** What the tuner decides about a trial at one of its reports. */
export type Decision = 'continue' | 'stop' | 'pause'

/** What a trial may use; the keys besides `cpu` and `gpu` are custom resources. */
export type ResourceShares = Readonly<Record<string, number>>

/** When a trainable whose state the tuner may ask for saves it. */
export interface CheckpointOrders {
  /** With every so many-th iteration; 0 or absent: with none. */
  readonly frequency?: number
  /** After its last report; absent: where the trainable can. */
  readonly atEnd?: boolean
  /** The user asked for it, and not the scheduler: a trainable that cannot obey fails. */
  readonly asked?: boolean
}

/** Tuner → trial: run this. Sent once an attempt; a reused worker gets one for each trial. */
export interface StartMessage {
  readonly type: 'start'
  readonly protocol: number
  /** Trial id, e.g. `63ecc_00000`. */
  readonly trial: string
  /** 1 for the first start of the trial; every later message of this attempt carries it. */
  readonly attempt: number
  readonly trialName: string
  readonly studyName: string
  readonly config: unknown
  /** Absolute path of the trial's folder, which exists. */
  readonly dir: string
  /** Absolute path of the checkpoint folder to continue from, or null. */
  readonly checkpoint: string | null
  /** `training_iteration` reached at that checkpoint; 0 without one. */
  readonly iteration: number
  readonly resources: ResourceShares
  /** When a class trainable saves its state; absent: when it is paused, and at its end where it can. */
  readonly checkpoints?: CheckpointOrders
  /** Files to which a worker that is used for several trials sends this one's output. */
  readonly output?: { readonly stdout: string; readonly stderr: string }
}

/** Tuner → trial: the answer to the report with the same `seq`. */
export interface AnswerMessage {
  readonly type: 'answer'
  readonly attempt: number
  readonly seq: number
  readonly decision: Decision
}

/** Tuner → trial: please end soon, without having been asked at a report. */
export interface StopMessage {
  readonly type: 'stop'
  readonly attempt: number
}

/** Tuner → worker: no more trials are coming; exit. */
export interface CloseMessage {
  readonly type: 'close'
}

export type ToTrial = StartMessage | AnswerMessage | StopMessage | CloseMessage

/** Trial → tuner: connected; sent first on every connection. */
export interface HelloMessage {
  readonly type: 'hello'
  readonly protocol: number
  readonly pid: number
}

/** Trial → tuner: a result. The trial waits for the answer with the same `seq`. */
export interface ReportMessage {
  readonly type: 'report'
  readonly trial: string
  readonly attempt: number
  /** 1, 2, 3, … within the attempt. */
  readonly seq: number
  readonly metrics: Readonly<Record<string, unknown>>
  /**
   * Name of a complete folder directly inside the trial's folder that holds the checkpoint's content
   * and begins with `.checkpoint_`; the tuner renames it. The trial must not touch it again.
   */
  readonly checkpoint?: string
}

/**
 * Trial → tuner: it begins to save the state that belongs to its last report, and needs time for that
 * also where it has been told to end. Not answered; a `checkpoint` message follows.
 */
export interface SavingMessage {
  readonly type: 'saving'
  readonly trial: string
  readonly attempt: number
}

/** Trial → tuner: the state that belongs to the attempt's last report is saved, or cannot be. Not answered. */
export interface CheckpointMessage {
  readonly type: 'checkpoint'
  readonly trial: string
  readonly attempt: number
  /** Name of the folder, as in a report; absent where saving failed. */
  readonly checkpoint?: string
  /** Why there is none. */
  readonly error?: TrialFailure
}

/** Trial → tuner: the trainable returned (or unwound after a stop). Not answered. */
export interface DoneMessage {
  readonly type: 'done'
  readonly trial: string
  readonly attempt: number
  /** Whether the worker can run another trial: nothing of this one is left behind in it. */
  readonly reusable?: boolean
  /**
   * Paths of the config's values that the trial never read, e.g. `model/layers`, or `model` for all of
   * it; absent where nobody has looked, or the trial did not come to its own end.
   */
  readonly unread?: readonly string[]
}

/** Trial → tuner: the trainable threw. Not answered. */
export interface ErrorMessage {
  readonly type: 'error'
  readonly trial: string
  readonly attempt: number
  readonly error: TrialFailure
  /** Which rank of a trial of several has failed. @defaultValue 0, the one that reports */
  readonly rank?: number
  readonly reusable?: boolean
}

export type FromTrial =
  HelloMessage | ReportMessage | SavingMessage | CheckpointMessage | DoneMessage | ErrorMessage

/** An error as it crosses a process border. */
export interface TrialFailure {
  /** Class of the error, e.g. `TypeError` or `RuntimeError`. */
  readonly name: string
  readonly message: string
  /** Stack trace or traceback, as its language prints it, when there is one. */
  readonly stack?: string
  /** Stable code of Attune's own errors. */
  readonly code?: string
  /** The last lines of the trial's standard error, when the process ended without a word. */
  readonly stderr?: string
  /** The last lines of its standard output, when it gave no result. */
  readonly stdout?: string
}
