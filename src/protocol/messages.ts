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

/** Trial → tuner: the trainable returned (or unwound after a stop). Not answered. */
export interface DoneMessage {
  readonly type: 'done'
  readonly trial: string
  readonly attempt: number
  /** Whether the worker can run another trial: nothing of this one is left behind in it. */
  readonly reusable?: boolean
}

/** Trial → tuner: the trainable threw. Not answered. */
export interface ErrorMessage {
  readonly type: 'error'
  readonly trial: string
  readonly attempt: number
  readonly error: TrialFailure
  readonly reusable?: boolean
}

export type FromTrial = HelloMessage | ReportMessage | DoneMessage | ErrorMessage

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
}
