import { show, TrialError } from '../errors.ts'
import { valueAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'
import { checkpointName } from './checkpoint-name.ts'
import type { CheckpointRef, StoredFailure } from './events.ts'
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
  const { training_iteration: iteration } = result
  const reached = typeof iteration === 'number' ? iteration : trial.iteration + 1
  return checkpointAt(trial, result, reached)
}

/** Its next checkpoint, which belongs to this result. */
export function checkpointAt(trial: Trial, result: Result, iteration: number): CheckpointRef {
  const { time_total_s: timeTotalS } = result
  return {
    index: trial.checkpointCount,
    name: checkpointName(trial.checkpointCount),
    iteration,
    timeTotalS: typeof timeTotalS === 'number' ? timeTotalS : 0,
  }
}

/** A trial that returns without a word, where a metric is expected of it, has failed. */
export function noResult(metrics: readonly string[]): StoredFailure {
  const names = metrics.map((metric) => JSON.stringify(metric)).join(' and ')
  return {
    name: 'TrialError',
    code: 'NO_RESULT',
    message:
      `The trial ended without having reported anything, but the study's metric is ${names}. ` +
      'Report it, or return it.',
  }
}

/**
 * What was reported, with the study's metrics in it: a trainable that returns a bare number means the
 * one metric that there is.
 * @throws {TrialError} `METRIC_MISSING`, `METRIC_NOT_A_NUMBER`: the trial's fault.
 */
export function withMetrics(reported: Result, metrics: readonly string[]): Result {
  const [only] = metrics
  const isBare = metrics.length === 1 && Object.hasOwn(reported, '_metric')
  const result =
    isBare && only !== undefined && valueAt(reported, only) === undefined
      ? { [only]: reported['_metric'], ...reported }
      : reported
  for (const metric of metrics) requireNumber(result, metric)
  return result
}

function requireNumber(result: Result, metric: string): void {
  const value = valueAt(result, metric)
  if (typeof value === 'number' || typeof value === 'boolean') return
  if (value !== undefined) {
    throw new TrialError(
      'METRIC_NOT_A_NUMBER',
      `The trial reported ${JSON.stringify(metric)}, the study's metric, as ${show(value)}. It must be ` +
        'a number; NaN and infinities are fine.',
    )
  }
  const names = Object.keys(result)
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
