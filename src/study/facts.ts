import type { StudyEvent } from './events.ts'
import type { Study } from './study.ts'

/**
 * An event that was just folded, as it is to be stored: a report with what was decided about it, an
 * end with what became of the trial, and any event with what the schedule ordered because of it.
 */
export function withFacts(study: Study, event: StudyEvent): StudyEvent {
  const { ordered } = study
  const orders = ordered.length > 0 ? { orders: [...ordered] } : {}
  if (event.type === 'ended') {
    const outcome = study.trial(event.trial)?.outcome
    return { ...event, ...(outcome ? { outcome } : {}), ...orders }
  }
  if (event.type !== 'reported') return { ...event, ...orders }
  const trial = study.running(event.trial, event.attempt)
  if (!trial) return event
  const { decision, reason, judgement, lastResult: result = event.result } = trial
  return { ...event, result, decision, ...(reason ? { reason } : {}), ...judgement, ...orders }
}
