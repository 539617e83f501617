import type { StudyEvent } from '../study/events.ts'
import type { Study } from '../study/study.ts'
import type { Notifier } from './notifier.ts'

/** What the callbacks are to be told of an event; {@link consequencesOf} makes it. */
export interface Consequences {
  /** The trial's attempt that it could change; undefined if there was none. */
  readonly attempt: number | undefined
  /** Why it was about to pause or to end. */
  readonly reason: string | undefined
  /** What came of it at once: later events of the same turn change the views that are told. */
  readonly completed: Study['completed']
  readonly exploits: Study['exploits']
}

/** Folds an event, and keeps what the callbacks will have to know of its consequences. */
export function consequencesOf(study: Study, event: StudyEvent, fold: () => void): Consequences {
  const trial = 'trial' in event ? study.trial(event.trial) : undefined
  const attempt = trial?.status === 'RUNNING' ? trial.attempt : undefined
  const reason = trial?.reason
  const known = study.exploits.length
  fold()
  return { attempt, reason, completed: study.completed, exploits: study.exploits.slice(known) }
}

/** Tells the callbacks what an event has changed. */
export function announce(
  notifier: Notifier,
  study: Study,
  event: StudyEvent,
  { attempt, reason, completed, exploits }: Consequences,
): void {
  const trial = 'trial' in event ? study.trial(event.trial) : undefined
  switch (event.type) {
    case 'trial-added':
      if (!trial) break
      notifier.tell('onTrialAdded', trial)
      if (event.error) notifier.tell('onTrialError', trial, event.error, false)
      break
    case 'started':
      if (trial?.attempt === event.attempt) notifier.tell('onTrialStart', trial)
      break
    case 'reported':
      if (!trial) break
      notifier.tell('onTrialResult', trial, trial.lastResult ?? event.result)
      if (event.checkpoint) notifier.tell('onCheckpoint', trial, event.checkpoint)
      break
    case 'checkpointed':
      if (trial && attempt === event.attempt) {
        notifier.tell('onCheckpoint', trial, event.checkpoint)
      }
      break
    case 'ended':
      if (!trial || attempt !== event.attempt) break
      if (event.error && !completed.includes(trial)) {
        notifier.tell('onTrialError', trial, event.error, trial.status !== 'ERROR')
      } else if (trial.outcome === 'PAUSED') notifier.tell('onTrialPause', trial, reason)
      break
    default:
  }
  for (const exploit of exploits) {
    const copy = study.trial(exploit.trial)
    if (copy) notifier.tell('onTrialExploit', copy, exploit)
  }
  for (const done of completed) notifier.tell('onTrialComplete', done)
}
