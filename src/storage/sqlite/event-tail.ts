import { join } from 'node:path'
import { openDatabase } from './database.ts'
import { fromRow, fromText } from '../event-row.ts'
import { RowReader } from './row-reader.ts'
import type { Mode } from '../../math/score.ts'
import type { SqliteDatabase } from './database.ts'
import type { EventRow } from '../event-row.ts'
import type { StudyEvent } from '../../study/events.ts'

/** Events in the order in which they were stored. */
export interface Page {
  readonly events: readonly StudyEvent[]
  /** Number of the last of them, from which the next page goes on. */
  readonly last: number
  /** Whether the log may have more. */
  readonly isFull: boolean
}

/**
 * Reads a study's event log as it grows. What has been stored need not be held in memory until a slow
 * server has taken it, and is still there when this process is not.
 */
export class EventTail {
  readonly #db: SqliteDatabase
  readonly #rows: RowReader

  /** @param dir The study's folder. */
  constructor(dir: string) {
    this.#db = openDatabase(join(dir, 'study.db'), { readOnly: true })
    this.#db.exec('PRAGMA busy_timeout = 5000')
    this.#rows = new RowReader(this.#db)
  }

  /** @param after Number of the last event that is known; 0 for none. */
  read(after: number, limit: number): Page {
    const rows = this.#rows.select(
      'seq, at, type, trial, body',
      `FROM (SELECT * FROM events WHERE seq > ${after} ORDER BY seq LIMIT ${limit})`,
    )
    const events = rows.map(([, at, type, trial, body]) =>
      fromRow({ at, type, trial, body } as EventRow),
    )
    return { events, last: Number(rows.at(-1)?.[0] ?? after), isFull: rows.length === limit }
  }

  /** Which scores of checkpoints are good ones, as the study was told. */
  checkpointScoreOrder(): Mode {
    const [row] = this.#rows.select('value', "FROM meta WHERE key = 'study'")
    const study = fromText(String(row?.[0] ?? '{}')) as {
      readonly runConfig?: { readonly checkpointConfig?: { readonly checkpointScoreOrder?: Mode } }
    }
    return study.runConfig?.checkpointConfig?.checkpointScoreOrder ?? 'max'
  }

  close(): void {
    this.#db.close()
  }
}
