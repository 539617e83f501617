import type { FinishedTrial } from './history.ts'

/**
 * Orders trials of one objective, better first: full ones by their value, then those that a scheduler
 * ended early (the further they came the better, and then by value), then those that violate their
 * constraints by how much, and last what failed, NaN and +∞, which are all the same.
 * @param fullStep The step that a full trial reaches, see `Known`.
 */
export function compareTrials(a: FinishedTrial, b: FinishedTrial, fullStep: number): number {
  const tier = tierOf(a, fullStep)
  const difference = tier - tierOf(b, fullStep)
  if (difference !== 0) return difference
  if (tier === WORTHLESS) return 0
  if (tier === VIOLATING) return compareNumbers(a.violation, b.violation)
  const steps = tier === PRUNED ? b.step - a.step : 0
  return steps === 0 ? compareNumbers(a.values[0] as number, b.values[0] as number) : steps
}

const FULL = 0
const PRUNED = 1
const VIOLATING = 2
const WORTHLESS = 3

function tierOf(trial: FinishedTrial, fullStep: number): number {
  const [value = Number.NaN] = trial.values
  if (!(value < Number.POSITIVE_INFINITY)) return WORTHLESS
  if (trial.violation > 0) return VIOLATING
  return trial.outcome === 'stopped' && trial.step < fullStep ? PRUNED : FULL
}

function compareNumbers(a: number, b: number): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
