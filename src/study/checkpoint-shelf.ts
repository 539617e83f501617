import { numberAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'
import { toDelete } from './retention.ts'
import type { CheckpointRef } from './events.ts'
import type { CheckpointRules } from './setup.ts'
import type { Trial } from './trial.ts'

/** Puts a new checkpoint on a trial's shelf; returns those that must go for it. */
export function shelve(
  trial: Trial,
  checkpoint: CheckpointRef,
  result: Result,
  rules: CheckpointRules,
): readonly CheckpointRef[] {
  const { scoreAttribute } = rules
  const score = scoreAttribute === undefined ? undefined : numberAt(result, scoreAttribute)
  trial.checkpoints.push(score === undefined ? checkpoint : { ...checkpoint, score })
  trial.checkpointCount = checkpoint.index + 1
  trial.checkpointResults ??= new Map()
  trial.checkpointResults.set(checkpoint.index, result)
  return tidyShelf(trial, rules)
}

/** Takes off a trial's shelf what the keep rules no longer want, and returns it. */
export function tidyShelf(trial: Trial, rules: CheckpointRules): readonly CheckpointRef[] {
  const { numToKeep, scoreAttribute, scoreOrder } = rules
  if (numToKeep === undefined) return []
  const scored = scoreAttribute !== undefined
  const finished = trial.status === 'TERMINATED'
  return unshelve(trial, toDelete(trial.checkpoints, { numToKeep, scoreOrder, scored, finished }))
}

/** Takes these off a trial's shelf, and returns them. */
export function unshelve(trial: Trial, doomed: readonly CheckpointRef[]): readonly CheckpointRef[] {
  if (doomed.length === 0) return doomed
  const indices = new Set(doomed.map((checkpoint) => checkpoint.index))
  trial.checkpoints = trial.checkpoints.filter((checkpoint) => !indices.has(checkpoint.index))
  for (const index of indices) trial.checkpointResults?.delete(index)
  return doomed
}
