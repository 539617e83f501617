import { numberAt } from '../../math/score.ts'
import type { TrialView } from '../../study/view.ts'
import type { StudyRecord } from '../../tuner/study-folder.ts'

/** What HyperBand says of those that its last milestone ends. */
const LAST_MILESTONE = /this is the last milestone$/

/**
 * Whether a trial that the schedule has ended went all the way that the schedule lets any trial go: it
 * was not pruned.
 */
export function reachedEnd(
  { lastResult, reason = '' }: TrialView,
  { tuneConfig }: StudyRecord,
): boolean {
  const { scheduler } = tuneConfig as {
    readonly scheduler?: {
      readonly options?: { readonly maxT?: unknown; readonly timeAttr?: unknown }
    }
  }
  const { maxT, timeAttr = 'training_iteration' } = scheduler?.options ?? {}
  const time = lastResult && numberAt(lastResult, String(timeAttr))
  if (typeof maxT === 'number' && time !== undefined && time >= maxT) return true
  return LAST_MILESTONE.test(reason)
}
