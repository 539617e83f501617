import { StorageError } from '../errors.ts'
import { digestOf } from './digest.ts'
import { fromRow, fromText, toRow, toText } from './event-row.ts'
import type { StudyEvent } from '../study/events.ts'
import type { EventRow } from './event-row.ts'
import type { Storage } from './storage.ts'

/**
 * A storage that forgets everything with the process: for tests, simulations and studies that nobody
 * will restore. Events are encoded as they are on disk, so that nothing survives here that would not
 * survive there.
 */
export function createMemoryStorage(): Storage {
  const rows: EventRow[] = []
  const rowsOfTrial = new Map<string, EventRow[]>()
  const meta = new Map<string, string>()
  let open = true

  const assertOpen = (): void => {
    if (!open) throw new StorageError('STORAGE_CLOSED', 'The storage has been closed.')
  }
  function* read(source: readonly EventRow[]): Iterable<StudyEvent> {
    assertOpen()
    const end = source.length
    for (let i = 0; i < end; i++) {
      assertOpen()
      yield fromRow(source[i] as EventRow)
    }
  }

  return {
    append(events) {
      assertOpen()
      for (const row of events.map(toRow)) {
        rows.push(row)
        if (row.trial === null) continue
        const ofTrial = rowsOfTrial.get(row.trial)
        if (ofTrial) ofTrial.push(row)
        else rowsOfTrial.set(row.trial, [row])
      }
    },
    events: () => read(rows),
    trialEvents: (trial) => read(rowsOfTrial.get(trial) ?? []),
    digest: () => read(digestOf(rows)),
    getMeta(key) {
      assertOpen()
      const text = meta.get(key)
      return text === undefined ? undefined : fromText(text)
    },
    setMeta(key, value) {
      assertOpen()
      meta.set(key, toText(value, `meta ${JSON.stringify(key)}`))
    },
    close() {
      open = false
    },
  }
}
