import type { SqliteDatabase, SqliteValue } from './database.ts'

/**
 * Reads rows through a function that SQLite calls for each, instead of a statement object. Statement
 * objects of `@photostructure/sqlite` end with the garbage collector only, and keep the file open until
 * then, whatever `close()` says; this way is also twice as fast.
 */
export class RowReader {
  readonly #db: SqliteDatabase
  #rows: SqliteValue[][] = []

  constructor(db: SqliteDatabase) {
    this.#db = db
    db.function('take_row', { varargs: true }, (...values) => {
      this.#rows.push([...values])
      return null
    })
  }

  /** Runs `SELECT columns rest`. Values that are not ours belong in a {@link textLiteral}. */
  select(columns: string, rest: string): SqliteValue[][] {
    this.#rows = []
    this.#db.exec(`SELECT take_row(${columns}) ${rest}`)
    const rows = this.#rows
    this.#rows = []
    return rows
  }
}

/** Any text as SQL: in hexadecimal nothing needs to be escaped. */
export function textLiteral(text: string): string {
  return `CAST(x'${Buffer.from(text).toString('hex')}' AS TEXT)`
}
