import { StorageError, messageOf } from '../errors.ts'
import { decode, encode } from '../protocol/json.ts'
import type { StudyEvent } from '../study/events.ts'

/** An event as it lies in a table: what is searched for in columns, all else in `body`. */
export interface EventRow {
  readonly at: number
  readonly type: string
  /** Null for events of the study as a whole. */
  readonly trial: string | null
  readonly body: string
}

/** @throws {StorageError} `NOT_STORABLE` for values that JSON cannot hold (bigints, cycles). */
export function toRow(event: StudyEvent): EventRow {
  if ('trial' in event) {
    const { at, type, trial, ...rest } = event
    return { at, type, trial, body: toText(rest, type) }
  }
  const { at, type, ...rest } = event
  return { at, type, trial: null, body: toText(rest, type) }
}

export function fromRow(row: EventRow): StudyEvent {
  const { at, type, trial, body } = row
  const known = trial === null ? { at, type } : { at, type, trial }
  return Object.assign(known, fromText(body)) as StudyEvent
}

/** @throws {StorageError} `NOT_STORABLE` for values that JSON cannot hold (bigints, cycles). */
export function toText(value: unknown, what: string): string {
  try {
    return encode(value)
  } catch (cause) {
    const reason = messageOf(cause)
    throw new StorageError(
      'NOT_STORABLE',
      `A value in ${what} cannot be stored: ${reason}. Configs, metrics and states must be plain ` +
        'data: numbers, strings, booleans, null, arrays and objects.',
      { cause },
    )
  }
}

export function fromText(text: string): unknown {
  try {
    return decode(text)
  } catch (cause) {
    throw new StorageError(
      'STORAGE_CORRUPT',
      `A stored value is not readable: ${JSON.stringify(text.slice(0, 80))}. Restore study.db from ` +
        'a copy.',
      { cause },
    )
  }
}
