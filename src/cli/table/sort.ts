import type { StudyView, TrialView } from '../../study/view.ts'
import type { TrialKey } from './trial-keys.ts'

export type Direction = 'asc' | 'desc'

/**
 * The trials in the order of a column: numbers before texts, and last those that have neither or NaN.
 * Equal ones stay as they came. Without a direction a metric of the study begins with the best.
 */
export function sortTrials(
  trials: readonly TrialView[],
  { key, value }: TrialKey,
  { study, direction }: { readonly study: StudyView; readonly direction?: Direction | undefined },
): TrialView[] {
  const mode = study.objectives.find(({ metric }) => metric === key)?.mode
  const sign = (direction ?? (mode === 'max' ? 'desc' : 'asc')) === 'asc' ? 1 : -1
  return trials
    .map((trial) => ({ trial, value: value(trial) }))
    .sort((a, b) => rank(a.value) - rank(b.value) || sign * compare(a.value, b.value))
    .map(({ trial }) => trial)
}

function rank(value: unknown): number {
  if (typeof value === 'number') return Number.isNaN(value) ? 3 : 0
  if (typeof value === 'boolean') return 1
  return typeof value === 'string' ? 2 : 4
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : Number(a > b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  return 0
}
