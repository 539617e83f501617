import { StorageError } from '../../errors.ts'
import { digestedEvents, unpackEvents } from '../digest.ts'
import { fromRow, fromText, toRow, toText } from '../event-row.ts'
import { rollBack } from './database.ts'
import { DigestTable, lastEvent, rowsBetween } from './digest-table.ts'
import { explain } from './fault.ts'
import { RowReader, textLiteral } from './row-reader.ts'
import { TrialIndex, isOfTrial } from './trial-index.ts'
import type { StudyEvent } from '../../study/events.ts'
import type { EventRow } from '../event-row.ts'
import type { Storage } from '../storage.ts'
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './database.ts'

/** Rows read at a time: nothing stays open in the database while a caller thinks. */
const PAGE = 512

/** The same where rows are looked at, and few of them kept. */
const WIDE_PAGE = 8192

const COLUMNS = 'seq, at, type, trial, body'

/** Rows in one statement where there are enough: calls into SQLite are what costs most. */
const WIDTH = 8

/**
 * Leaves one file that can be read anywhere, also where nothing can be written. Where somebody is
 * reading, the write-ahead log stays until they are done.
 */
const SETTLE = `
  PRAGMA busy_timeout = 0;
  PRAGMA wal_checkpoint(TRUNCATE);
  PRAGMA synchronous = OFF;
  PRAGMA journal_mode = DELETE;
`

interface Statements {
  readonly insert: SqliteStatement
  readonly insertWide: SqliteStatement
  readonly begin: SqliteStatement
  readonly commit: SqliteStatement
  readonly setMeta: SqliteStatement
}

/** A study's event log, in a database that has gone through `prepareSchema`. */
export class EventLog implements Storage {
  readonly #path: string
  readonly #db: SqliteDatabase
  readonly #rows: RowReader
  readonly #index: TrialIndex
  readonly #digest: DigestTable
  readonly #onClose: () => void
  /** Undefined where nothing may be written. */
  readonly #statements: Statements | undefined
  #isOpen = true

  constructor(
    path: string,
    db: SqliteDatabase,
    options: { readonly readOnly: boolean; readonly onClose: () => void },
  ) {
    this.#path = path
    this.#db = db
    this.#rows = new RowReader(db)
    this.#index = new TrialIndex(db)
    this.#digest = new DigestTable(db, this.#rows)
    this.#onClose = options.onClose
    this.#statements = options.readOnly ? undefined : prepareStatements(db)
  }

  append(events: readonly StudyEvent[]): void {
    const { insert, insertWide, begin, commit } = this.#writing()
    const rows = events.map(toRow)
    this.#run(() => {
      // A single statement is a transaction by itself.
      const isMany = rows.length > 1
      if (isMany) begin.run()
      try {
        let next = 0
        for (; next + WIDTH <= rows.length; next += WIDTH) {
          insertWide.run(...valuesOf(rows, next, next + WIDTH))
        }
        for (; next < rows.length; next++) insert.run(...valuesOf(rows, next, next + 1))
        if (isMany) commit.run()
      } catch (error) {
        if (isMany) rollBack(this.#db)
        throw error
      }
      this.#index.grow(rows.length)
      this.#digest.grow(rows.length)
    })
  }

  events(): Iterable<StudyEvent> {
    return this.#read('true')
  }

  trialEvents(trial: string): Iterable<StudyEvent> {
    return this.#read(isOfTrial(trial))
  }

  *digest(): Iterable<StudyEvent> {
    this.#assertOpen()
    const last = this.#run(() => lastEvent(this.#rows))
    const digested = this.#run(() => this.#digest.upto)
    for (const text of this.#run(() => this.#digest.texts(digested))) yield* unpackEvents(text)
    for (let from = digested; from < last; from += WIDE_PAGE) {
      this.#assertOpen()
      const upto = Math.min(from + WIDE_PAGE, last)
      yield* digestedEvents(this.#run(() => rowsBetween(this.#rows, from, upto)))
    }
  }

  getMeta(key: string): unknown {
    const [row] = this.#select('value', `FROM meta WHERE key = ${textLiteral(key)}`)
    return row === undefined ? undefined : fromText(String(row[0]))
  }

  setMeta(key: string, value: unknown): void {
    const { setMeta } = this.#writing()
    const text = toText(value, `meta ${JSON.stringify(key)}`)
    this.#run(() => setMeta.run(key, text))
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    try {
      if (this.#statements) {
        this.#index.catchUp()
        this.#digest.catchUp()
        this.#db.exec(SETTLE)
      }
    } catch {
      // All is stored, in the database or in its log.
    } finally {
      this.#db.close()
      this.#onClose()
    }
  }

  /** Yields what is there at the first step; events appended while it is consumed are not in it. */
  *#read(condition: string): Iterable<StudyEvent> {
    this.#assertOpen()
    const last = this.#run(() => lastEvent(this.#rows))
    for (let after = 0; after < last;) {
      const rows = this.#select(
        COLUMNS,
        `FROM events WHERE ${condition} AND seq > ${after} AND seq <= ${last} ORDER BY seq LIMIT ${PAGE}`,
      )
      for (const [, at, type, trial, body] of rows)
        yield fromRow({ at, type, trial, body } as EventRow)
      after = rows.length < PAGE ? last : Number(rows.at(-1)?.[0])
    }
  }

  #select(columns: string, rest: string): SqliteValue[][] {
    this.#assertOpen()
    return this.#run(() => this.#rows.select(columns, rest))
  }

  #run<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw explain(error, { path: this.#path, readOnly: this.#statements === undefined })
    }
  }

  #assertOpen(): void {
    if (this.#isOpen) return
    throw new StorageError('STORAGE_CLOSED', `The storage of ${this.#path} has been closed.`)
  }

  #writing(): Statements {
    this.#assertOpen()
    if (this.#statements) return this.#statements
    throw new StorageError(
      'STORAGE_READ_ONLY',
      `${this.#path} was opened with readOnly: true and cannot be written.`,
    )
  }
}

function prepareStatements(db: SqliteDatabase): Statements {
  const insert = 'INSERT INTO events (at, type, trial, body) VALUES (?, ?, ?, ?)'
  return {
    insert: db.prepare(insert),
    insertWide: db.prepare(insert + ', (?, ?, ?, ?)'.repeat(WIDTH - 1)),
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    setMeta: db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)'),
  }
}

function valuesOf(rows: readonly EventRow[], from: number, to: number): SqliteValue[] {
  const values: SqliteValue[] = []
  for (const { at, type, trial, body } of rows.slice(from, to)) values.push(at, type, trial, body)
  return values
}
