import type { CheckpointRef } from './events.ts'
import { checkpointAt } from './result-fields.ts'
import { keepCheckpoint } from './shelves.ts'
import type { EventOf, StudyState } from './state.ts'
import type { Trial } from './trial.ts'

/**
 * The checkpoint that a trial has saved after the last report of its attempt; undefined where it is of no
 * use: there was no report, or the trial is to go on as a copy of another.
 */
export function lateCheckpoint(trial: Trial): CheckpointRef | undefined {
  const { lastResult, hasReported, judgement, iteration } = trial
  if (lastResult === undefined || !hasReported || judgement.exploit) return undefined
  return checkpointAt(trial, lastResult, iteration)
}

/** It is kept with the trial's last result, and the trial continues from it. */
export function onCheckpointed(state: StudyState, event: EventOf<'checkpointed'>): void {
  const trial = state.roster.running(event.trial, event.attempt)
  if (trial?.lastResult === undefined || lateCheckpoint(trial) === undefined) return
  keepCheckpoint(state, trial, event.checkpoint, trial.lastResult)
}
