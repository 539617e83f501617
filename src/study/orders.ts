import type { Exploit, ScheduleOrder } from '../schedule/scheduler.ts'
import { complete } from './endings.ts'
import { paramsOf } from './params.ts'
import { continueFrom } from './shelves.ts'
import type { StudyState } from './state.ts'
import { endAttempt } from './stopping.ts'
import type { Trial } from './trial.ts'

/** Does to a trial what the schedule has ordered because of another. */
export function carryOut(state: StudyState, order: ScheduleOrder, at: number): void {
  const trial = state.roster.get(order.trial)
  if (trial === undefined) return
  if (trial.status === 'TERMINATED' || trial.status === 'ERROR') return
  trial.reason = order.reason
  if (order.action === 'exploit') becomeCopy(state, trial, order.exploit, at)
  if (trial.status !== 'RUNNING') {
    if (order.action === 'stop') complete(state, trial, true)
    return
  }
  // One that is about to pause ends anyway.
  if (trial.decision === 'continue') endAttempt(state, trial, 'ask')
  trial.decision = order.action === 'stop' ? 'stop' : 'pause'
  trial.judgement = order.action === 'stop' ? {} : { exploit: order.exploit }
}

/** The trial gets the config, and goes on from the other's checkpoint. */
export function becomeCopy(
  state: StudyState,
  trial: Trial,
  { from, config }: Exploit,
  at: number,
): void {
  const source = state.roster.get(from)
  if (source === undefined) return
  const { config: oldConfig, startingPoint } = source
  state.exploits.push({
    trial: trial.id,
    from,
    iteration: trial.iteration,
    fromIteration: startingPoint?.checkpoint.iteration ?? 0,
    ownConfig: trial.config,
    oldConfig,
    newConfig: config,
    ...(trial.reason === undefined ? {} : { reason: trial.reason }),
    at,
  })
  trial.config = config
  trial.params = paramsOf(config, source.params)
  if (source !== trial) {
    trial.bornAt = trial.checkpointCount
    continueFrom(state, trial, startingPoint)
  }
  state.setup.schedule.onTrialExploited?.(trial.id, from, state.glance)
}
