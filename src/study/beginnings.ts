import { clearShelf } from './checkpoint-shelf.ts'
import type { StudyEvent } from './events.ts'
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

/** Which attempts a stored event began is a fact. */
export function recallStarts(state: StudyState, { starts = [], at }: StudyEvent): void {
  for (const id of starts) {
    const trial = state.roster.get(id)
    if (trial) recall(state, trial, at)
  }
}

/** In what was stored before starts were, an attempt's own events are all that is known of its beginning. */
export function recallBeginning(
  state: StudyState,
  event: EventOf<'started' | 'reported' | 'ended'>,
): void {
  const trial = state.roster.get(event.trial)
  if (trial && event.attempt === trial.attempt + 1) recall(state, trial, event.at)
}

function recall(state: StudyState, trial: Trial, at: number): void {
  if (trial.status !== 'PENDING' && trial.status !== 'PAUSED') return
  begin(state, trial, state.ledger.take(trial.resources))
  trial.lastReportAt = at
}

export function onStarted(state: StudyState, event: EventOf<'started'>): void {
  const trial = state.roster.running(event.trial, event.attempt)
  if (trial === undefined) return
  trial.startedAt = event.at
  trial.lastReportAt = event.at
  trial.pid = event.pid
}
