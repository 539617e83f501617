import { numberAt } from '../math/score.ts'
import type { Result } from '../math/score.ts'
import { toDelete } from './retention.ts'
import type { CheckpointRef } from './events.ts'
import type { CheckpointRules } from './setup.ts'
import type { StartingPoint, Trial } from './trial.ts'

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
  const doomed = toDelete(trial.checkpoints, { numToKeep, scoreOrder, scored, finished })
  return unshelve(
    trial,
    doomed.filter((checkpoint) => !trial.pins?.has(checkpoint.index)),
  )
}

/** Checkpoints of a trial that nobody needs any more. */
export interface Doomed {
  readonly trial: Trial
  readonly checkpoints: readonly CheckpointRef[]
}

/**
 * Lets a trial continue from another's checkpoint, which stays on the other's shelf until the trial
 * has one of its own; `undefined` when it needs none any more. Returns what may go because of it.
 */
export function inherit(
  trial: Trial,
  from: StartingPoint | undefined,
  rules: CheckpointRules,
): Doomed | undefined {
  const before = trial.origin
  trial.origin = from
  if (from !== undefined) pin(from, 1)
  if (before === undefined) return undefined
  pin(before, -1)
  return { trial: before.trial, checkpoints: tidyShelf(before.trial, rules) }
}

function pin({ trial, checkpoint: { index } }: StartingPoint, by: 1 | -1): void {
  trial.pins ??= new Map()
  const count = (trial.pins.get(index) ?? 0) + by
  if (count > 0) trial.pins.set(index, count)
  else trial.pins.delete(index)
}

/** Takes all off a trial's shelf but what others continue from, and returns it. */
export function clearShelf(trial: Trial): readonly CheckpointRef[] {
  return unshelve(
    trial,
    trial.checkpoints.filter((checkpoint) => !trial.pins?.has(checkpoint.index)),
  )
}

/** Takes these off a trial's shelf, and returns them. */
function unshelve(trial: Trial, doomed: readonly CheckpointRef[]): readonly CheckpointRef[] {
  if (doomed.length === 0) return doomed
  const indices = new Set(doomed.map((checkpoint) => checkpoint.index))
  trial.checkpoints = trial.checkpoints.filter((checkpoint) => !indices.has(checkpoint.index))
  for (const index of indices) trial.checkpointResults?.delete(index)
  return doomed
}
