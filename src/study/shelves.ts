import type { Result } from '../math/score.ts'
import { inherit, shelve } from './checkpoint-shelf.ts'
import type { CheckpointRef } from './events.ts'
import type { StudyState } from './state.ts'
import type { StartingPoint, Trial } from './trial.ts'

/** The trial has a checkpoint of its own, which belongs to this result, and continues from it. */
export function keepCheckpoint(
  state: StudyState,
  trial: Trial,
  checkpoint: CheckpointRef,
  result: Result,
): void {
  const surplus = shelve(trial, checkpoint, result, state.setup.checkpoints)
  deleteCheckpoints(state, trial, surplus)
  continueFrom(state, trial, undefined)
}

/** Lets a trial continue from this checkpoint of another until it has one of its own; or no more. */
export function continueFrom(
  state: StudyState,
  trial: Trial,
  from: StartingPoint | undefined,
): void {
  const doomed = inherit(trial, from, state.setup.checkpoints)
  if (doomed) deleteCheckpoints(state, doomed.trial, doomed.checkpoints)
}

export function deleteCheckpoints(
  state: StudyState,
  trial: Trial,
  checkpoints: readonly CheckpointRef[],
): void {
  if (checkpoints.length === 0) return
  state.commands.push({ type: 'delete-checkpoints', trial: trial.id, checkpoints })
}
