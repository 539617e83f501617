import type { Result } from '../math/score.ts'
import type { CheckpointRef, StoredFailure } from '../study/events.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'
import type { StudyView, TrialView } from '../study/view.ts'

/**
 * Is told what happens, after it has been stored; loggers and reporters are callbacks too. Nothing
 * waits for a callback, and one that throws or rejects is reported once and harms no trial. The views
 * are live: read them during the call, do not keep them.
 */
export interface Callback {
  /** The study opened; on a restore its trials are already there. Awaited before any trial starts. */
  onStudyStart?(study: StudyView): void | Promise<void>
  onTrialAdded?(study: StudyView, trial: TrialView): void | Promise<void>
  /** An attempt started; `trial.attempt` says which. */
  onTrialStart?(study: StudyView, trial: TrialView): void | Promise<void>
  /**
   * A retried or resumed trial starts again from `iteration`: results after it will come again and
   * supersede what was told before. Told before `onTrialStart`.
   */
  onTrialRewound?(study: StudyView, trial: TrialView, iteration: number): void | Promise<void>
  /** `result` holds user metrics and the filled-in fields; the config is `trial.config`. */
  onTrialResult?(study: StudyView, trial: TrialView, result: Result): void | Promise<void>
  onCheckpoint?(study: StudyView, trial: TrialView, checkpoint: CheckpointRef): void | Promise<void>
  /** The trial failed; `willRetry` says whether it starts again. */
  onTrialError?(
    study: StudyView,
    trial: TrialView,
    error: StoredFailure,
    willRetry: boolean,
  ): void | Promise<void>
  /** The trial pauses; it starts again (it may have done so already), or it is told to be complete. */
  onTrialPause?(
    study: StudyView,
    trial: TrialView,
    reason: string | undefined,
  ): void | Promise<void>
  /** The trial has become a copy of another (population based training). */
  onTrialExploit?(study: StudyView, trial: TrialView, exploit: ExploitRecord): void | Promise<void>
  /** The trial ended without error: it returned, or it was stopped (`trial.reason` says why). */
  onTrialComplete?(study: StudyView, trial: TrialView): void | Promise<void>
  /** The session is over, also after an interruption. Awaited before `fit()` returns. */
  onStudyEnd?(study: StudyView): void | Promise<void>
  /**
   * What to find again when the study is restored, as plain data: asked every 10 s while it runs, and when
   * it ends. What happened since is lost with a killed tuner; that is in the study's trials.
   */
  getState?(): unknown
  /** What {@link getState} said last. Called on a restore, before `onStudyStart`. */
  setState?(state: unknown): void
}
