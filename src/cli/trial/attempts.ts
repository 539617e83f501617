import type { StoredFailure, StudyEvent } from '../../study/events.ts'

/** One start of a trial. */
export interface AttemptRow {
  readonly attempt: number
  /** Milliseconds since the epoch; undefined where its start was not seen. */
  readonly startedAt: number | undefined
  /** Milliseconds since the epoch; undefined while it lasts, and where its end was not seen. */
  readonly endedAt: number | undefined
  /** How it ended. */
  readonly cause: Extract<StudyEvent, { type: 'ended' }>['cause'] | undefined
  /** Iteration that it continued from; 0 from the beginning. */
  readonly from: number
  readonly error: StoredFailure | undefined
}

/** All starts of a trial, from its events. */
export function attemptsOf(events: Iterable<StudyEvent>): AttemptRow[] {
  const rows = new Map<number, AttemptRow>()
  for (const event of events) {
    if (!('attempt' in event)) continue
    const { attempt, at, type } = event
    const row = rows.get(attempt) ?? {
      attempt,
      startedAt: undefined,
      endedAt: undefined,
      cause: undefined,
      from: 0,
      error: undefined,
    }
    if (type === 'started') rows.set(attempt, { ...row, startedAt: at, from: event.from })
    else if (type === 'ended') {
      rows.set(attempt, { ...row, endedAt: at, cause: event.cause, error: event.error })
    } else rows.set(attempt, row)
  }
  return [...rows.values()]
}
