import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import type { ResourceShares } from '../protocol/messages.ts'
import type { Metrics } from './metrics.ts'

export interface ReportOptions {
  /**
   * State to continue from later: a {@link Checkpoint} whose folder is copied, or a function that
   * writes its files into the empty folder it is given. It is safe on disk when `report` resolves.
   */
  readonly checkpoint?: Checkpoint | ((dir: string) => void | Promise<void>)
}

/** A trial from the inside: the second argument of a trainable. */
export interface Trial {
  /** E.g. `63ecc_00000`. */
  readonly id: string
  /** E.g. `train_63ecc_00000`. */
  readonly name: string
  readonly studyName: string
  /** Absolute path of the trial's own folder. The working directory is never changed. */
  readonly dir: string
  /** 1 for the first start, 2 after the first retry or resume, … */
  readonly attempt: number
  /** `training_iteration` that has been reached before this attempt; 0 at the first. */
  readonly iteration: number
  /** What it may use, e.g. `{ cpu: 1, gpu: 0.5 }`. */
  readonly resources: ResourceShares
  /** Aborted when the trial shall end although it is not reporting. */
  readonly signal: AbortSignal
  /**
   * Tells the tuner a result, and resolves when it has been stored and the decision is to go on.
   * @throws {TrialStopped} when the decision is to stop or pause; let it pass.
   * @throws {TrialError} `INVALID_METRICS` when a metric cannot be stored.
   */
  report(metrics: Metrics, options?: ReportOptions): Promise<void>
  /** The checkpoint to continue from; undefined at a fresh start. */
  getCheckpoint(): Checkpoint | undefined
}
