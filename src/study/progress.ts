import { begin } from './beginnings.ts'
import type { StudyState } from './state.ts'
import { requestStop } from './stopping.ts'

const STALLED_SEARCH_MS = 100

/** What follows from the state alone: study-wide stops, starts, questions to the search, the end. */
export function carryOn(state: StudyState, at: number): void {
  if (state.sessionStartedAt === 0 || state.finishing) return
  if (!state.stopping) {
    const reason = state.setup.stopRule.stopAll(at)
    if (reason !== undefined) requestStop(state, 'finish', reason, { final: true })
  }
  const { queue, counts } = state.roster
  queue.release(at)
  // Of a stored study it is known what was started and suggested.
  if (state.recalling) return
  if (!state.stopping) {
    while (startNext(state, at));
    askForMore(state)
  }
  if (counts.RUNNING > 0) return
  if (!state.stopping) {
    if (state.desk.isAwaiting || queue.hasDelayed) return
    if (!queue.isEmpty && state.idle !== 'yes') {
      if (state.idle === 'no') state.commands.push({ type: 'idle' })
      state.idle = 'asked'
      return
    }
    if (!state.desk.isFinished) {
      // A search that has nothing to say while nothing runs is asked again, not waited for.
      if (state.desk.isWaiting) state.commands.push({ type: 'wake', at: at + STALLED_SEARCH_MS })
      return
    }
  }
  // Whoever pauses a trial by hand wants to see it go on.
  if (!state.stopping && queue.held.length > 0) return
  state.finishing = true
  state.commands.push({ type: 'finish' })
}

/** Ends what pauses and would pause for ever: an order like the schedule's own. */
export function orderEnds(state: StudyState): void {
  const { startable, held } = state.roster.queue
  // One that is held may be what the others pause for.
  if (held.length > 0) return
  if (!state.desk.isFinished || state.setup.schedule.choose(startable) !== undefined) return
  for (const trial of startable.paused) {
    const { reason = 'paused, and never resumed' } = state.roster.get(trial) ?? {}
    state.take([{ trial, action: 'stop', reason }])
  }
}

function startNext(state: StudyState, at: number): boolean {
  const { queue, counts } = state.roster
  if (queue.isEmpty || counts.RUNNING >= state.setup.maxConcurrentTrials) return false
  const chosen = state.setup.schedule.choose(queue.startable)
  const trial = chosen === undefined ? undefined : state.roster.get(chosen)
  // The chosen trial waits for its turn; a smaller one behind it must not starve it.
  const grant = trial && state.ledger.take(trial.resources)
  if (trial === undefined || grant === undefined) return false
  const { startingPoint } = trial
  const rewoundTo = begin(state, trial, grant)
  trial.lastReportAt = at
  state.begun.push(trial.id)
  state.commands.push({
    type: 'start',
    trial: trial.id,
    attempt: trial.attempt,
    from: startingPoint && { ...startingPoint, trial: startingPoint.trial.id },
    gpus: grant.gpus,
    rewoundTo,
  })
  return true
}

function askForMore(state: StudyState): void {
  const { maxConcurrentTrials, resources } = state.setup
  const { queue, counts } = state.roster
  const count = state.desk.ask(queue.startable.pending.size, (limit) => {
    const slots = maxConcurrentTrials - counts.RUNNING
    return state.ledger.room(resources, Math.min(limit, slots))
  })
  if (count > 0) state.commands.push({ type: 'suggest', count })
}
