import { show } from '../errors.ts'
import { attemptFields, nextCheckpoint, ownFields, withMetrics } from '../study/result-fields.ts'
import type { StoredFailure, StudyEvent } from '../study/events.ts'
import type { Trial } from '../study/trial.ts'
import type { Happening } from './happening.ts'

type Reported = Extract<Happening, { type: 'reported' }>

/**
 * What a simulated trial reported, as the event that a tuner would store: with the fields that it fills
 * in but those of the machine, and a checkpoint that is no more than a reference.
 * @throws {TrialError} `METRIC_MISSING`, `METRIC_NOT_A_NUMBER`: the trial's fault.
 */
export function takeStep(
  { id, seq, metrics, checkpoint }: Reported,
  trial: Trial,
  { metrics: expected, at }: { readonly metrics: readonly string[]; readonly at: number },
): Extract<StudyEvent, { type: 'reported' }> {
  const result = {
    ...ownFields(trial, at),
    ...withMetrics(metrics, expected),
    done: metrics['done'] === true,
    trial_id: trial.id,
    ...attemptFields(trial, at),
  }
  const event = { type: 'reported', at, trial: id.trial, attempt: id.attempt, seq, result } as const
  return checkpoint ? { ...event, checkpoint: nextCheckpoint(trial, result) } : event
}

/** What a curve threw, without its stack: there may be a hundred thousand of them. */
export function failureOf(error: unknown): StoredFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: `Thrown: ${show(error)}` }
  const { name, message } = error
  return 'code' in error && typeof error.code === 'string'
    ? { name, message, code: error.code }
    : { name, message }
}
