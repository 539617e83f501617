import { rmSync, statSync } from 'node:fs'
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
  for (let tries = 1; ; tries++) {
    const before = inode(path)
    const db = openDatabase(path, { readOnly: false })
    if (!takeExclusive(db)) return undefined
    // A holder removes the file when it is done: what was locked may be a file without a name.
    const isNamed = before !== undefined && before === inode(path)
    if (isNamed || tries === MAX_TRIES) return { release: () => release(path, db) }
    db.close()
  }
}

/** Enough for any number of holders that come and go; the end for file systems without inodes. */
const MAX_TRIES = 20

function release(path: string, db: SqliteDatabase): void {
  try {
    // Held while it is removed, or another process's lock might be what is removed.
    rmSync(path, { force: true })
  } catch {
    // Windows removes no open file. An empty file that nobody holds harms nobody.
  }
  db.close()
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

function inode(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino
}
