import type { TrialStatus } from '../../study/events.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { TrialRows } from '../trial-rows.ts'
import type { TrialOrder } from './trial-order.ts'

const STATUSES: readonly TrialStatus[] = ['RUNNING', 'TERMINATED', 'PAUSED', 'PENDING', 'ERROR']

/**
 * A window of `limit` trials of an order: from `first` on, or moved just as far as it takes to have
 * the trial of rank `rank` in it.
 */
export function rowsAround(
  study: StudyView,
  order: TrialOrder,
  window: { readonly first: number; readonly rank: number | undefined; readonly limit: number },
): { readonly first: number; readonly rows: TrialRows } {
  const { rank, limit } = window
  let { first } = window
  if (rank !== undefined) first = Math.min(rank, Math.max(first, rank - limit + 1))
  first = Math.max(0, Math.min(first, order.size - limit))
  const shown: TrialView[] = []
  for (let i = first; shown.length < limit; i++) {
    const trial = order.at(i)
    if (trial === undefined) break
    shown.push(trial)
  }
  const hidden = new Map<TrialStatus, number>()
  for (const status of STATUSES) {
    const rest = study.counts[status] - shown.filter((trial) => trial.status === status).length
    if (rest > 0) hidden.set(status, rest)
  }
  return { first, rows: { shown, hidden } }
}
