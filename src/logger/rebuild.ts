import type { Result } from '../math/score.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { Callback } from './callback.ts'

/** A callback whose files can be written again from what is stored. */
export interface Rebuilding extends Callback {
  /**
   * Writes the trial's file anew. Called when a study is restored, for trials of which a tuner that
   * was killed may not have written all.
   * @param results All results of the trial that count, oldest first.
   */
  rebuild(study: StudyView, trial: TrialView, results: Iterable<Result>): void | Promise<void>
}

export function canRebuild(callback: Callback): callback is Rebuilding {
  return 'rebuild' in callback && typeof callback.rebuild === 'function'
}
