import { clearShelf } from './checkpoint-shelf.ts'
import type { EventOf, StudyState } from './state.ts'
import type { Grant } from './ledger.ts'
import { deleteCheckpoints } from './shelves.ts'
import type { Trial } from './trial.ts'

/** Begins the trial's next attempt; returns the iteration gone back to, or undefined when nothing is lost. */
export function begin(
  state: StudyState,
  trial: Trial,
  grant: Grant | undefined,
): number | undefined {
  const rewoundTo = state.roster.begin(trial, grant)
  if (trial.restart) {
    trial.bornAt = trial.checkpointCount
    deleteCheckpoints(state, trial, clearShelf(trial))
  }
  return rewoundTo
}

/** A stored event of an attempt is all that is known of its beginning: that it was begun is a fact. */
export function recallBeginning(
  state: StudyState,
  event: EventOf<'started' | 'reported' | 'ended'>,
): void {
  const trial = state.roster.get(event.trial)
  if (trial === undefined || trial.status === 'RUNNING') return
  if (event.attempt !== trial.attempt + 1) return
  begin(state, trial, state.ledger.take(trial.resources))
  trial.lastReportAt = event.at
}

export function onStarted(state: StudyState, event: EventOf<'started'>): void {
  const trial = state.roster.running(event.trial, event.attempt)
  if (trial === undefined) return
  trial.startedAt = event.at
  trial.lastReportAt = event.at
  trial.pid = event.pid
}
