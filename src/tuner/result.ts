import { join } from 'node:path'
import { Checkpoint } from '../checkpoint/checkpoint.ts'
import { flatten } from '../logger/flatten.ts'
import { bestCheckpoints } from '../study/retention.ts'
import type { TrialError } from '../errors.ts'
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

/** What a {@link Result} is made from. */
export interface ResultSource<C> {
  readonly trialId: string
  readonly trialName: string
  readonly status: TrialStatus
  readonly config: C
  readonly lastResult: ResultMetrics | undefined
  readonly checkpoints: readonly CheckpointRef[]
  readonly checkpointResults: ReadonlyMap<number, ResultMetrics>
  readonly path: string
  readonly error: TrialError | undefined
  readonly reason: string | undefined
  readonly rules: CheckpointRules
  readonly history: () => readonly HistoryRow[]
}

export function toResult<C>(source: ResultSource<C>): Result<C> {
  const { path, checkpoints, rules, lastResult, config } = source
  const checkpointOf = (ref: CheckpointRef): Checkpoint =>
    Checkpoint.fromDirectory(join(path, ref.name))
  const latest = checkpoints.at(-1)
  return {
    trialId: source.trialId,
    trialName: source.trialName,
    status: source.status,
    config,
    metrics: lastResult && { ...lastResult, config },
    checkpoint: latest && checkpointOf(latest),
    get bestCheckpoints() {
      const best = bestCheckpoints(checkpoints, {
        numToKeep: rules.numToKeep,
        scoreOrder: rules.scoreOrder,
        scored: rules.scoreAttribute !== undefined,
      })
      return best.map((ref) => ({
        checkpoint: checkpointOf(ref),
        metrics: source.checkpointResults.get(ref.index) ?? {},
      }))
    },
    path,
    error: source.error,
    reason: source.reason,
    get metricsDataframe() {
      return source.history().map(({ result }) => flatten(result))
    },
  }
}
