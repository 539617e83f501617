import { rollBack } from './database.ts'
import { textLiteral } from './row-reader.ts'
import type { SqliteDatabase } from './database.ts'

/** How far the index may be behind the log, in events. */
const SLACK = 2048

const CATCH_UP = `
  BEGIN IMMEDIATE;
  INSERT INTO trial_events
    SELECT trial, seq FROM events
    WHERE seq > (SELECT upto FROM indexed) AND trial IS NOT NULL ORDER BY trial, seq;
  UPDATE indexed SET upto = (SELECT max(seq) FROM events);
  COMMIT;
`

/**
 * Which events are a trial's, kept a little behind the log: an index that is exact at every commit
 * would write a page for each trial in it and cost more than the events themselves. What it lacks is
 * at the end of the log, where a reader looks for it.
 */
export class TrialIndex {
  readonly #db: SqliteDatabase
  #behind = 0

  constructor(db: SqliteDatabase) {
    this.#db = db
  }

  /** To be told of every append, outside a transaction. */
  grow(events: number): void {
    this.#behind += events
    if (this.#behind >= SLACK) this.catchUp()
  }

  catchUp(): void {
    if (this.#behind === 0) return
    this.#behind = 0
    try {
      this.#db.exec(CATCH_UP)
    } catch {
      // What was appended is safe, and is found without an index too.
      rollBack(this.#db)
    }
  }
}

/** The condition, in SQL, that an event is this trial's. */
export function isOfTrial(trial: string): string {
  const id = textLiteral(trial)
  return `seq IN (
    SELECT seq FROM trial_events WHERE trial = ${id}
    UNION ALL
    SELECT seq FROM events WHERE seq > (SELECT upto FROM indexed) AND trial = ${id}
  )`
}
