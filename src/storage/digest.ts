import { StorageError } from '../errors.ts'
import { decode } from '../protocol/json.ts'
import { fromRow } from './event-row.ts'
import type { StudyEvent } from '../study/events.ts'
import type { EventRow } from './event-row.ts'

/**
 * Of consecutive events those from which the study as it stands follows: a result that only let its
 * trial go on, and was followed by another of the same attempt, has left no trace but in the trial's
 * history. Looks at the text as it is stored; what is not understood is kept.
 */
export function digestOf(rows: readonly EventRow[]): EventRow[] {
  const kept: EventRow[] = []
  /** Trials with a later result, each with its attempt as it stands at the beginning of the text. */
  const followed = new Map<string | null, string>()
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] as EventRow
    if (row.type === 'reported') {
      const attempt = row.body.slice(0, row.body.indexOf(','))
      if (followed.get(row.trial) === attempt && leavesNoTrace(row.body)) continue
      followed.set(row.trial, attempt)
    } else if (row.type === 'checkpointed') {
      // It belongs to the result before it.
      followed.delete(row.trial)
    }
    kept.push(row)
  }
  return kept.reverse()
}

/** Facts are written behind the result: with any besides this decision, the text ends otherwise. */
function leavesNoTrace(body: string): boolean {
  return (
    body.endsWith(',"decision":"continue"}') &&
    !body.includes('"checkpoint":{"index":') &&
    // Without a number here the iterations are counted by the results.
    /"training_iteration":-?\d/.test(body)
  )
}

/** Many events as one text, which is read much faster than they are one by one. */
export function packEvents(rows: readonly EventRow[]): string {
  return `[${rows.map(packed).join(',')}]`
}

function packed({ at, type, trial, body }: EventRow): string {
  // Reading numbers that JSON lacks is slow: not for all only because there are some.
  const safe = body.includes('"$num"') ? JSON.stringify(body) : body
  return `[${at},${JSON.stringify(type)},${JSON.stringify(trial)},${safe}]`
}

type Packed = readonly [at: number, type: string, trial: string | null, body: string | object]

/** Reads what {@link packEvents} wrote. @throws {StorageError} `STORAGE_CORRUPT`. */
export function unpackEvents(text: string): StudyEvent[] {
  try {
    return (JSON.parse(text) as readonly Packed[]).map(unpacked)
  } catch (cause) {
    throw new StorageError(
      'STORAGE_CORRUPT',
      `A stored digest is not readable: ${JSON.stringify(text.slice(0, 80))}. Restore study.db from ` +
        'a copy.',
      { cause },
    )
  }
}

function unpacked([at, type, trial, body]: Packed): StudyEvent {
  const event = (typeof body === 'string' ? decode(body) : body) as Record<string, unknown>
  event['at'] = at
  event['type'] = type
  if (trial !== null) event['trial'] = trial
  return event as unknown as StudyEvent
}

/** The events of consecutive rows from which the study as it stands follows. */
export function digestedEvents(rows: readonly EventRow[]): StudyEvent[] {
  return digestOf(rows).map(fromRow)
}
