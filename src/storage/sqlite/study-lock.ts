import { openDatabase } from './database.ts'
import { isBusy } from './fault.ts'
import type { SqliteDatabase } from './database.ts'

/** Says that this process, and no other, moves a study. */
export interface StudyLock {
  release(): void
}

/**
 * Takes the lock at `path` (a file beside the study's database), or returns undefined when somebody
 * holds it. The lock is the operating system's, taken by SQLite on that file: it ends with the process
 * that holds it, however that ends, so there is no such thing as a stale lock and no guessing from
 * process ids, which are reused and mean nothing in another container.
 *
 * The file must be opened by nobody else in this process: closing any descriptor of a file gives up
 * the process's locks on it.
 */
export function takeStudyLock(path: string): StudyLock | undefined {
  // The file stays when the lock is given up: were it removed, one process could lock the file
  // without a name that another has just opened anew under it.
  const db = openDatabase(path, { readOnly: false })
  return takeExclusive(db) ? { release: () => db.close() } : undefined
}

function takeExclusive(db: SqliteDatabase): boolean {
  try {
    // The empty transaction is never committed: the file stays empty and has no journal.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    db.close()
    if (isBusy(error)) return false
    throw error
  }
}
