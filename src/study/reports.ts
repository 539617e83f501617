import type { ScheduleDecision } from '../schedule/scheduler.ts'
import { becomeCopy } from './orders.ts'
import { keepCheckpoint } from './shelves.ts'
import type { EventOf, StudyState } from './state.ts'
import type { Trial, TrialJudgement } from './trial.ts'

/** What is decided about a result, and whether it was the schedule that ended the trial by it. */
type Decision = ScheduleDecision & { readonly pruned?: true; readonly byHand?: true }

const SAID_DONE = 'the trial reported done: true'

/** A result: it is kept, judged by stop rule and schedule, told to the search, and answered. */
export function onReported(state: StudyState, event: EventOf<'reported'>): void {
  const trial = state.roster.running(event.trial, event.attempt)
  if (trial === undefined) return
  const { result } = event
  const iteration = result['training_iteration']
  trial.iteration = typeof iteration === 'number' ? iteration : trial.iteration + 1
  trial.timeTotalS = trial.timeAtStart + (event.at - (trial.startedAt ?? event.at)) / 1000
  trial.lastReportAt = event.at
  trial.lastResult = result
  trial.hasReported = true
  state.desk.onNews()
  if (event.checkpoint !== undefined) keepCheckpoint(state, trial, event.checkpoint, result)

  const decided = decide(state, trial, event)
  const known = state.recalling && event.decision !== undefined
  // An exploited trial is paused, and goes on as a copy.
  const action = decided.action === 'exploit' ? 'pause' : decided.action
  trial.decision = known ? event.decision : action
  trial.reason = known ? event.reason : decided.reason
  trial.judgement = known ? judgementOf(event) : judgementOf(decided)
  if (trial.decision === 'stop') markDone(trial, event)
  else state.searchOf(trial)?.onTrialResult(trial.id, result, trial.judgement.rung)
  const { exploit, resources } = trial.judgement
  if (resources) trial.resources = resources
  if (exploit) becomeCopy(state, trial, exploit, event.at)
  state.commands.push({
    type: 'answer',
    trial: trial.id,
    attempt: trial.attempt,
    seq: event.seq,
    decision: state.stopping && trial.decision === 'continue' ? 'stop' : trial.decision,
  })
  state.take(decided.orders)
}

/** Its last result says so, wherever it is kept: that is how it is stored. */
function markDone(trial: Trial, { result, checkpoint }: EventOf<'reported'>): void {
  trial.lastResult = { ...result, done: true }
  if (checkpoint === undefined || !trial.checkpointResults?.has(checkpoint.index)) return
  trial.checkpointResults.set(checkpoint.index, trial.lastResult)
}

function decide(
  state: StudyState,
  trial: Trial,
  { result, reason }: EventOf<'reported'>,
): Decision {
  const stop = state.setup.stopRule.onResult(trial.id, result)
  if (stop !== undefined) return { action: 'stop', reason: stop }
  // What is stored as done may have been made so by a decision, of which the schedule was told.
  if (result['done'] === true && (!state.recalling || reason === SAID_DONE)) {
    return { action: 'stop', reason: SAID_DONE }
  }
  const decision = state.setup.schedule.onTrialResult(trial.id, result, state.glance)
  if (decision.action === 'stop') return { ...decision, pruned: true }
  if (decision.action !== 'continue' || trial.hold === undefined) return decision
  return { ...decision, action: 'pause', reason: trial.hold, byHand: true }
}

/** What goes with a decision, as it is stored with the result. */
function judgementOf(of: Decision | EventOf<'reported'>): TrialJudgement {
  const exploit = 'exploit' in of ? of.exploit : undefined
  const resources = 'resources' in of ? of.resources : undefined
  return {
    ...(of.pruned && { pruned: true }),
    ...(of.byHand && { byHand: true }),
    ...(of.rung === undefined ? {} : { rung: of.rung }),
    ...(exploit && { exploit }),
    ...(resources && { resources }),
  }
}
