import type { StudyEvent } from '../study/events.ts'
import type { Study } from '../study/study.ts'
import type { Notifier } from './notifier.ts'

/** The trial's attempt that an event could still change; undefined if there is none. */
export function openAttempt(study: Study, event: StudyEvent): number | undefined {
  const trial = 'trial' in event ? study.trial(event.trial) : undefined
  return trial?.status === 'RUNNING' ? trial.attempt : undefined
}

/**
 * Tells the callbacks what an event has changed.
 * @param before What {@link openAttempt} said before the event was folded.
 */
export function announce(
  notifier: Notifier,
  study: Study,
  event: StudyEvent,
  before: number | undefined,
): void {
  const trial = 'trial' in event ? study.trial(event.trial) : undefined
  if (!trial) return
  switch (event.type) {
    case 'trial-added':
      notifier.tell('onTrialAdded', trial)
      if (event.error) notifier.tell('onTrialError', trial, event.error, false)
      break
    case 'started':
      if (trial.attempt === event.attempt) notifier.tell('onTrialStart', trial)
      break
    case 'reported':
      notifier.tell('onTrialResult', trial, trial.lastResult ?? event.result)
      if (event.checkpoint) notifier.tell('onCheckpoint', trial, event.checkpoint)
      break
    case 'ended':
      if (before !== event.attempt) break
      if (trial.status === 'TERMINATED') notifier.tell('onTrialComplete', trial)
      else if (event.error) {
        notifier.tell('onTrialError', trial, event.error, trial.status !== 'ERROR')
      }
      break
    default:
  }
}
