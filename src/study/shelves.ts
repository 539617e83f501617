import { inherit } from './checkpoint-shelf.ts'
import type { CheckpointRef } from './events.ts'
import type { StudyState } from './state.ts'
import type { StartingPoint, Trial } from './trial.ts'

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
