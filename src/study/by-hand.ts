import { abandon } from './endings.ts'
import type { EventOf, StudyState } from './state.ts'
import { endAttempt } from './stopping.ts'
import type { Trial } from './trial.ts'

/** Does what the user wants of a trial. Where there is nothing to do any more, nothing is done. */
export function obey(
  state: StudyState,
  { trial: id, order, reason }: EventOf<'trial-ordered'>,
): void {
  const trial = state.roster.get(id)
  if (trial === undefined || trial.status === 'TERMINATED' || trial.status === 'ERROR') return
  state.desk.onNews()
  switch (order) {
    case 'stop':
      stop(state, trial, reason)
      break
    case 'pause':
      trial.hold = reason
      // One that runs pauses at its next report.
      if (trial.status !== 'RUNNING') state.roster.hold(trial)
      break
    case 'resume':
      trial.hold = undefined
      if (trial.status !== 'RUNNING') state.roster.letGo(trial)
  }
}

function stop(state: StudyState, trial: Trial, reason: string): void {
  trial.hold = undefined
  if (trial.status !== 'RUNNING') {
    abandon(state, trial.id, reason)
    state.completed.push(trial)
    return
  }
  // One that is about to pause or to stop ends anyway.
  if (trial.decision === 'continue') endAttempt(state, trial, 'ask')
  if (trial.decision === 'stop') return
  trial.decision = 'stop'
  trial.judgement = { pruned: true, byHand: true }
  trial.reason = reason
}
