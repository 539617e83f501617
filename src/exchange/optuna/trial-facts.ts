import type { StudyEvent } from '../../study/events.ts'

/** What the events say of a trial that its view does not. Times are in milliseconds since the epoch. */
export interface TrialFacts {
  startedAt: number | undefined
  endedAt: number | undefined
  /** The schedule, and not a stop rule or the trial itself, ended it. */
  isPruned: boolean
  /** It was ended from outside, at no result of its own. */
  isCut: boolean
}

interface Draft extends TrialFacts {
  /** Its last result was decided to be its last. */
  isStopped: boolean
}

/** The facts of all trials by id, in one reading of the events. */
export function factsOf(events: Iterable<StudyEvent>): ReadonlyMap<string, TrialFacts> {
  const facts = new Map<string, Draft>()
  for (const event of events) {
    if (event.type === 'trial-added') {
      facts.set(event.trial, {
        startedAt: undefined,
        endedAt: event.error ? event.at : undefined,
        isPruned: false,
        isCut: false,
        isStopped: false,
      })
      continue
    }
    const trial = 'trial' in event ? facts.get(event.trial) : undefined
    if (trial === undefined) continue
    if (event.type === 'started') {
      trial.startedAt ??= event.at
      trial.endedAt = undefined
      trial.isPruned = false
      trial.isStopped = false
    } else if (event.type === 'reported') {
      trial.startedAt ??= event.at
      trial.isStopped = event.decision === 'stop'
      trial.isPruned = trial.isStopped && event.pruned === true
    } else if (event.type === 'ended') {
      trial.endedAt = event.at
      trial.isCut = !trial.isStopped && event.cause !== 'completed'
    }
  }
  return facts
}
