import { digestOf, packEvents } from '../digest.ts'
import { rollBack } from './database.ts'
import { textLiteral } from './row-reader.ts'
import type { EventRow } from '../event-row.ts'
import type { SqliteDatabase } from './database.ts'
import type { RowReader } from './row-reader.ts'

/** Events that one row of the table stands for, at most. */
const WINDOW = 2048

/** So few events are as quickly read one by one. */
const WORTHWHILE = 512

/** Studies that were made before there was this table get it when they are written to again. */
const TABLE = 'CREATE TABLE IF NOT EXISTS digest (upto INTEGER PRIMARY KEY, events TEXT NOT NULL)'

/**
 * What of the log a reader needs who wants to know how the study stands, in few large rows. It is kept a
 * little behind the log, by whoever writes to it; what it lacks is at the end of the log.
 */
export class DigestTable {
  readonly #db: SqliteDatabase
  readonly #rows: RowReader
  /** Undefined until it is looked up: an earlier tuner may have been killed. */
  #behind: number | undefined

  constructor(db: SqliteDatabase, rows: RowReader) {
    this.#db = db
    this.#rows = rows
  }

  /** To be told of every append, outside a transaction. */
  grow(events: number): void {
    this.#behind = this.#behind === undefined ? this.#lookUp() : this.#behind + events
    if (this.#behind >= WINDOW) this.catchUp()
  }

  catchUp(): void {
    if (this.#behind === undefined || this.#behind < WORTHWHILE) return
    this.#behind = 0
    try {
      this.#db.exec(`BEGIN IMMEDIATE; ${TABLE}`)
      const last = lastEvent(this.#rows)
      for (let from = this.upto; from < last; from += WINDOW) {
        const upto = Math.min(from + WINDOW, last)
        const events = packEvents(digestOf(rowsBetween(this.#rows, from, upto)))
        this.#db.exec(`INSERT INTO digest VALUES (${upto}, ${textLiteral(events)})`)
      }
      this.#db.exec('COMMIT')
    } catch {
      // What was appended is safe, and is found without a digest too.
      rollBack(this.#db)
    }
  }

  /** The last event that is in it; 0 without any. */
  get upto(): number {
    return this.exists
      ? Number(this.#rows.select('coalesce(max(upto), 0)', 'FROM digest')[0]?.[0])
      : 0
  }

  get exists(): boolean {
    const condition = "WHERE type = 'table' AND name = 'digest'"
    return this.#rows.select('1', `FROM sqlite_schema ${condition}`).length > 0
  }

  /** The texts up to an event that {@link upto} has named, in order. */
  texts(upto: number): readonly string[] {
    if (upto === 0) return []
    return this.#rows
      .select('events', `FROM digest WHERE upto <= ${upto} ORDER BY upto`)
      .map(([text]) => String(text))
  }

  #lookUp(): number {
    return lastEvent(this.#rows) - this.upto
  }
}

/** The number of the last event in the log; 0 without any. */
export function lastEvent(rows: RowReader): number {
  return Number(rows.select('coalesce(max(seq), 0)', 'FROM events')[0]?.[0])
}

/** The events after `from`, up to and with `upto`, undecoded. */
export function rowsBetween(rows: RowReader, from: number, upto: number): EventRow[] {
  return rows
    .select(
      'at, type, trial, body',
      `FROM events WHERE seq > ${from} AND seq <= ${upto} ORDER BY seq`,
    )
    .map(([at, type, trial, body]) => ({ at, type, trial, body }) as EventRow)
}
