import type { StudyEvent } from './events.ts'
import type { Study } from './study.ts'

/**
 * An event that was just folded, as it is to be stored: a report with what was decided about it, an
 * end with what became of the trial, and any event with what the schedule ordered because of it, and
 * with which trials were started.
 */
export function withFacts(study: Study, event: StudyEvent): StudyEvent {
  const { ordered, begun } = study
  const consequences = {
    ...(ordered.length > 0 ? { orders: [...ordered] } : {}),
    ...(begun.length > 0 ? { starts: [...begun] } : {}),
  }
  if (event.type === 'ended') {
    const { outcome, decision, reason } = study.trial(event.trial) ?? {}
    const isOver = outcome === 'TERMINATED' && decision !== 'stop' && reason !== undefined
    return {
      ...event,
      ...(outcome ? { outcome } : {}),
      ...(isOver ? { reason } : {}),
      ...consequences,
    }
  }
  if (event.type !== 'reported') return { ...event, ...consequences }
  const trial = study.running(event.trial, event.attempt)
  if (!trial) return { ...event, ...consequences }
  const { decision, reason, judgement, lastResult: result = event.result } = trial
  return {
    ...event,
    result,
    decision,
    ...(reason ? { reason } : {}),
    ...judgement,
    ...consequences,
  }
}
