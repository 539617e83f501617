import { commitCheckpoint } from '../checkpoint/commit.ts'
import { checkpointName } from '../study/checkpoint-name.ts'
import { nextCheckpoint, withMetrics } from '../study/result-fields.ts'
import { fillResult } from './fill-result.ts'
import type { ExecutorEvent } from '../executor/executor.ts'
import type { StudyEvent } from '../study/events.ts'
import type { Trial } from '../study/trial.ts'

type Report = Extract<ExecutorEvent, { type: 'reported' }>

/**
 * What a trial reported, as the event that is stored: the study's metric found, Attune's own fields
 * filled in, the checkpoint under its name.
 * @throws {TrialError} `METRIC_MISSING`, `METRIC_NOT_A_NUMBER`, `INVALID_CHECKPOINT`: the trial's fault.
 */
export function takeReport(
  report: Report,
  {
    trial,
    trialDir,
    metrics: expected,
    at,
  }: {
    readonly trial: Trial
    /** Absolute path. */
    readonly trialDir: string
    /** What every report must have. */
    readonly metrics: readonly string[]
    /** Milliseconds since the epoch. */
    readonly at: number
  },
): Extract<StudyEvent, { type: 'reported' }> {
  const metrics = withMetrics(report.metrics, expected)
  const { trial: id, attempt, seq, checkpoint: staged } = report
  const name = staged === undefined ? undefined : checkpointName(trial.checkpointCount)
  const result = fillResult(trial, metrics, at, name)
  const event = { type: 'reported', at, trial: id, attempt, seq, result } as const
  if (staged === undefined || name === undefined) return event
  commitCheckpoint(trialDir, staged, name)
  return { ...event, checkpoint: nextCheckpoint(trial, result) }
}
