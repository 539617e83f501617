import { checkpointName } from '../checkpoint/checkpoint-name.ts'
import { commitCheckpoint } from '../checkpoint/commit.ts'
import { show, TrialError } from '../errors.ts'
import { valueAt } from '../math/score.ts'
import { fillResult } from './fill-result.ts'
import type { ExecutorEvent } from '../executor/executor.ts'
import type { Result } from '../math/score.ts'
import type { CheckpointRef, StudyEvent } from '../study/events.ts'
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
    metric,
    at,
  }: {
    readonly trial: Trial
    /** Absolute path. */
    readonly trialDir: string
    readonly metric: string | undefined
    /** Milliseconds since the epoch. */
    readonly at: number
  },
): Extract<StudyEvent, { type: 'reported' }> {
  const metrics = withMetric(report.metrics, metric)
  const name = report.checkpoint === undefined ? undefined : checkpointName(trial.checkpointCount)
  const result = fillResult(trial, metrics, at, name)
  const { trial: id, attempt, seq } = report
  const event = { type: 'reported', at, trial: id, attempt, seq, result } as const
  if (report.checkpoint === undefined || name === undefined) return event
  commitCheckpoint(trialDir, report.checkpoint, name)
  return { ...event, checkpoint: refTo(name, trial, result) }
}

function refTo(name: string, trial: Trial, result: Result): CheckpointRef {
  const { training_iteration: iteration, time_total_s: timeTotalS } = result
  return {
    index: trial.checkpointCount,
    name,
    iteration: typeof iteration === 'number' ? iteration : trial.iteration + 1,
    timeTotalS: typeof timeTotalS === 'number' ? timeTotalS : 0,
  }
}

/** A trainable that returns a bare number means the one metric that there is. */
function withMetric(metrics: Result, metric: string | undefined): Result {
  if (metric === undefined) return metrics
  const value = valueAt(metrics, metric)
  if (typeof value === 'number' || typeof value === 'boolean') return metrics
  if (value !== undefined) {
    throw new TrialError(
      'METRIC_NOT_A_NUMBER',
      `The trial reported ${JSON.stringify(metric)}, the study's metric, as ${show(value)}. It must be ` +
        'a number; NaN and infinities are fine.',
    )
  }
  if (Object.hasOwn(metrics, '_metric')) return { [metric]: metrics['_metric'], ...metrics }
  const names = Object.keys(metrics)
  throw new TrialError(
    'METRIC_MISSING',
    `The trial reported no ${JSON.stringify(metric)}, which is the study's metric. ` +
      (names.length === 0 ? 'The report was empty.' : `It reported: ${names.join(', ')}.`) +
      ' Report it, or name another metric in tuneConfig.metric.',
  )
}
