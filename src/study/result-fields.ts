import { show, TrialError } from '../errors.ts'
import { valueAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'
import { checkpointName } from './checkpoint-name.ts'
import type { CheckpointRef } from './events.ts'
import type { Trial } from './trial.ts'

/**
 * The fields of a trial's next result that it may know better itself.
 * @param at Milliseconds since the epoch.
 */
export function ownFields(trial: Trial, at: number): Result {
  return {
    training_iteration: trial.iteration + 1,
    time_this_iter_s: (at - trial.lastReportAt) / 1000,
    time_total_s: trial.timeAtStart + secondsSinceStart(trial, at),
    timestamp: Math.floor(at / 1000),
  }
}

/** The fields of its next result that tell of the current attempt. */
export function attemptFields(trial: Trial, at: number): Result {
  return {
    time_since_restore: secondsSinceStart(trial, at),
    iterations_since_restore: trial.iteration + 1 - trial.iterationAtStart,
  }
}

/** The checkpoint that comes with its next result. */
export function nextCheckpoint(trial: Trial, result: Result): CheckpointRef {
  const { training_iteration: iteration, time_total_s: timeTotalS } = result
  return {
    index: trial.checkpointCount,
    name: checkpointName(trial.checkpointCount),
    iteration: typeof iteration === 'number' ? iteration : trial.iteration + 1,
    timeTotalS: typeof timeTotalS === 'number' ? timeTotalS : 0,
  }
}

/**
 * What was reported, with the study's metric in it: a trainable that returns a bare number means the
 * one metric that there is.
 * @throws {TrialError} `METRIC_MISSING`, `METRIC_NOT_A_NUMBER`: the trial's fault.
 */
export function withMetric(metrics: Result, metric: string | undefined): Result {
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

function secondsSinceStart(trial: Trial, at: number): number {
  return (at - (trial.startedAt ?? at)) / 1000
}
