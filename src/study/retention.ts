import { compareScores } from '../math/score.ts'
import type { Mode } from '../math/score.ts'
import type { CheckpointRef } from './events.ts'

/** Which checkpoints of a trial are kept, as the keep rules see it. */
export interface RetentionPolicy {
  /** How many at most, 0 or more; undefined keeps all. */
  readonly numToKeep?: number | undefined
  /** Which scores are good ones. Default: `max`. */
  readonly scoreOrder?: Mode
  /** Whether the score ranks them; else the later is the better. Default: false. */
  readonly scored?: boolean
  /** Whether the trial is over for good, and needs nothing to continue from. Default: false. */
  readonly finished?: boolean
}

/**
 * What may go from disk: all but the best `numToKeep`, and never the latest, from which the trial
 * would continue. With `numToKeep: 0` the latest goes as well once the trial is finished.
 *
 * @param checkpoints What is on disk, oldest first.
 */
export function toDelete(
  checkpoints: readonly CheckpointRef[],
  policy: RetentionPolicy,
): CheckpointRef[] {
  const { numToKeep, finished = false } = policy
  if (numToKeep === undefined || checkpoints.length <= numToKeep) return []
  const surplus = ranked(checkpoints, policy).slice(0, checkpoints.length - numToKeep)
  if (numToKeep === 0 && finished) return surplus
  const latest = checkpoints.at(-1)
  return surplus.filter((checkpoint) => checkpoint !== latest)
}

/**
 * The best `numToKeep` of what is on disk, worst first. The latest is among them only if it is good
 * enough; with `numToKeep: 0` there are none.
 *
 * @param checkpoints What is on disk, oldest first.
 */
export function bestCheckpoints(
  checkpoints: readonly CheckpointRef[],
  policy: RetentionPolicy,
): CheckpointRef[] {
  const { numToKeep = checkpoints.length } = policy
  return ranked(checkpoints, policy).slice(Math.max(0, checkpoints.length - numToKeep))
}

/** Worst first; of equal ones the older is the worse. A missing score is as bad as NaN. */
function ranked(
  checkpoints: readonly CheckpointRef[],
  { scored = false, scoreOrder = 'max' }: RetentionPolicy,
): CheckpointRef[] {
  if (!scored) return [...checkpoints]
  const scoreOf = (checkpoint: CheckpointRef): number => checkpoint.score ?? Number.NaN
  return checkpoints.toSorted((a, b) => compareScores(scoreOf(a), scoreOf(b), scoreOrder))
}
