import { join } from 'node:path'
import { Checkpoint } from '../checkpoint/checkpoint.ts'
import { TrialError } from '../errors.ts'
import { flatten } from '../math/flatten.ts'
import { failureText } from '../study/failure-text.ts'
import { bestCheckpoints } from '../study/retention.ts'
import type { Trial } from '../study/trial.ts'
import type { HistoryRow } from '../study/history.ts'
import type { CheckpointRef, TrialStatus } from '../study/events.ts'
import type { CheckpointRules } from '../study/setup.ts'

/** A row of plain values, keyed by flat names: `loss`, `training_iteration`, `config/lr`. */
export type Row = Readonly<Record<string, unknown>>

/** Metrics as the trial reported them, with the fields that Attune fills in. */
export type ResultMetrics = Readonly<Record<string, unknown>>

/** How one trial ended. */
export interface Result<C> {
  readonly trialId: string
  readonly trialName: string
  readonly status: TrialStatus
  readonly config: C
  /** The last result, `config` included; undefined if the trial never reported. */
  readonly metrics: ResultMetrics | undefined
  /** The latest checkpoint on disk. */
  readonly checkpoint: Checkpoint | undefined
  /** The checkpoints on disk by the study's keep rules, worst first, each with the metrics it came with. */
  readonly bestCheckpoints: readonly {
    readonly checkpoint: Checkpoint
    readonly metrics: ResultMetrics
  }[]
  /** Absolute path of the trial's folder. */
  readonly path: string
  /** Why the trial failed; undefined unless its status is ERROR. */
  readonly error: TrialError | undefined
  /** Why it was stopped, in words. */
  readonly reason: string | undefined
  /** All results of the trial, one row each, flat. Read from the study when asked for. */
  readonly metricsDataframe: readonly Row[]
}

/** Where a result comes from: the trial as the study left it, and what is stored of it. */
export interface ResultSource {
  readonly dir: string
  readonly rules: CheckpointRules
  /** Reads the trial's history from the study's folder. */
  readonly history: (trial: Trial) => readonly HistoryRow[]
}

/** A view of the trial: nothing is copied until it is asked for, for there may be very many. */
export class TrialResult<C> implements Result<C> {
  readonly #trial: Trial
  readonly #source: ResultSource

  constructor(trial: Trial, source: ResultSource) {
    this.#trial = trial
    this.#source = source
  }

  get trialId(): string {
    return this.#trial.id
  }

  get trialName(): string {
    return this.#trial.name
  }

  get status(): TrialStatus {
    return this.#trial.status
  }

  get config(): C {
    return this.#trial.config as C
  }

  get metrics(): ResultMetrics | undefined {
    const { lastResult, config } = this.#trial
    return lastResult && { ...lastResult, config }
  }

  get path(): string {
    return join(this.#source.dir, this.#trial.name)
  }

  get checkpoint(): Checkpoint | undefined {
    const { startingPoint } = this.#trial
    return startingPoint && this.#checkpointOf(startingPoint.checkpoint, startingPoint.trial)
  }

  get bestCheckpoints(): readonly {
    readonly checkpoint: Checkpoint
    readonly metrics: ResultMetrics
  }[] {
    const { numToKeep, scoreOrder, scoreAttribute } = this.#source.rules
    const { checkpoints, checkpointResults } = this.#trial
    const scored = scoreAttribute !== undefined
    return bestCheckpoints(checkpoints, { numToKeep, scoreOrder, scored }).map((ref) => ({
      checkpoint: this.#checkpointOf(ref),
      metrics: checkpointResults?.get(ref.index) ?? {},
    }))
  }

  get error(): TrialError | undefined {
    const { status, error } = this.#trial
    if (status !== 'ERROR' || error === undefined) return undefined
    const raised = new TrialError(error.code ?? 'TRIAL_FAILED', error.message)
    // Where it happened is in the trial, not here.
    raised.stack = failureText(error)
    return raised
  }

  get reason(): string | undefined {
    return this.#trial.reason
  }

  get metricsDataframe(): readonly Row[] {
    return this.#source.history(this.#trial).map(({ result }) => flatten(result))
  }

  toString(): string {
    return `Result(${this.trialName}: ${this.status}, config ${JSON.stringify(this.config)})`
  }

  #checkpointOf(ref: CheckpointRef, { name }: Trial = this.#trial): Checkpoint {
    return Checkpoint.fromDirectory(join(this.#source.dir, name, ref.name))
  }
}
