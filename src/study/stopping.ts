import type { StudyState } from './state.ts'
import type { Trial } from './trial.ts'

/**
 * No more trials start in this session, and those that run are told to end.
 * @param final Whether it is by a rule of the study's own, and its trials are done, not interrupted.
 */
export function requestStop(
  state: StudyState,
  how: 'finish' | 'now',
  reason: string,
  { final }: { final: boolean },
): void {
  if (state.stopping?.how === 'now' || (state.stopping && how === 'finish')) return
  state.stopping = { how, reason, final: final || state.stopping?.final === true }
  state.stopReason = reason
  for (const trial of state.roster.trials) {
    if (trial.status === 'RUNNING') endAttempt(state, trial, how === 'finish' ? 'ask' : 'kill')
  }
}

export function endAttempt(state: StudyState, { id, attempt }: Trial, how: 'ask' | 'kill'): void {
  state.commands.push({ type: 'end-attempt', trial: id, attempt, how })
}
