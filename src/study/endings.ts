import { tidyShelf } from './checkpoint-shelf.ts'
import type { TrialStatus } from './events.ts'
import { continueFrom, deleteCheckpoints } from './shelves.ts'
import type { EventOf, StudyState } from './state.ts'
import { requestStop } from './stopping.ts'
import type { Trial } from './trial.ts'

const MAX_BACKOFF_S = 600

/** An attempt is over: the trial ends with it, pauses, or waits for another. */
export function onEnded(state: StudyState, event: EventOf<'ended'>): void {
  const trial = state.roster.running(event.trial, event.attempt)
  if (trial === undefined) return
  if (trial.grant) state.ledger.giveBack(trial.grant)
  trial.grant = undefined
  trial.restart = false
  if (event.error !== undefined) trial.error = event.error
  state.desk.onNews()
  trial.outcome = event.outcome ?? outcomeOf(state, trial, event)
  switch (trial.outcome) {
    case 'ERROR':
      giveUp(state, trial)
      break
    case 'TERMINATED':
      trial.reason ??= event.reason ?? (state.stopping?.final ? state.stopping.reason : undefined)
      complete(state, trial, event.cause !== 'completed')
      break
    case 'PAUSED':
      // Whom only the user has paused is not the schedule's to resume.
      if (trial.judgement.byHand) state.roster.wait(trial)
      else state.roster.pause(trial)
      break
    default:
      if (event.cause === 'error') retry(state, trial, event.at)
      // Ended by an interruption, not by anything about itself: it goes on when the study does.
      else state.roster.wait(trial)
  }
}

function outcomeOf(state: StudyState, trial: Trial, event: EventOf<'ended'>): TrialStatus {
  if (trial.decision === 'stop') return 'TERMINATED'
  if (event.cause === 'error') {
    return trial.failures + 1 > trial.failureBudget ? 'ERROR' : 'PENDING'
  }
  // A copy is not done because what it was a moment ago was.
  if (event.cause === 'completed' && !trial.judgement.exploit) return 'TERMINATED'
  if (trial.decision === 'pause') return 'PAUSED'
  return state.stopping?.final === true ? 'TERMINATED' : 'PENDING'
}

function retry(state: StudyState, trial: Trial, at: number): void {
  const { backoffS } = state.setup.failures
  trial.failures += 1
  state.take(state.setup.schedule.onTrialError(trial.id, state.glance, true))
  state.setup.schedule.onTrialAdded(trial.id, state.glance)
  if (backoffS === 0) {
    state.roster.wait(trial)
    return
  }
  const wait = Math.min(backoffS * 2 ** (trial.failures - 1), MAX_BACKOFF_S)
  trial.notBefore = at + wait * 1000
  state.roster.delay(trial)
  state.commands.push({ type: 'wake', at: trial.notBefore })
}

export function giveUp(state: StudyState, trial: Trial): void {
  trial.failures += 1
  state.roster.end(trial, 'ERROR')
  state.take(state.setup.schedule.onTrialError(trial.id, state.glance, false))
  state.searchOf(trial)?.onTrialComplete(trial.id, trial.lastResult, 'failed')
  continueFrom(state, trial, undefined)
  if (!state.setup.failures.failFast) return
  requestStop(state, 'finish', `${trial.name} failed and failFast is set`, { final: false })
}

/** @param cut Whether it was ended by something else than itself, unless a stop rule ended it. */
export function complete(state: StudyState, trial: Trial, cut: boolean): void {
  const { schedule, checkpoints } = state.setup
  const { id, lastResult, decision, judgement } = trial
  // Where a stop rule ends all trials, those that it ended are as complete as trials can be.
  const isWhole = decision === 'stop' ? !judgement.pruned : !cut
  const outcome = isWhole ? 'completed' : 'stopped'
  state.roster.end(trial, 'TERMINATED')
  state.completed.push(trial)
  state.take(schedule.onTrialComplete(id, lastResult, state.glance))
  const rung = decision === 'stop' ? judgement.rung : undefined
  state.searchOf(trial)?.onTrialComplete(id, lastResult, outcome, rung)
  continueFrom(state, trial, undefined)
  deleteCheckpoints(state, trial, tidyShelf(trial, checkpoints))
}

export function abandon(state: StudyState, id: string, reason: string): void {
  const trial = state.roster.get(id)
  if (trial === undefined) return
  trial.reason = reason
  state.roster.end(trial, 'TERMINATED')
  state.take(state.setup.schedule.onTrialRemoved(id, state.glance))
  state.searchOf(trial)?.onTrialComplete(id, trial.lastResult, 'stopped')
  continueFrom(state, trial, undefined)
  deleteCheckpoints(state, trial, tidyShelf(trial, state.setup.checkpoints))
}
