import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { StorageError } from '../../errors.ts'
import { openDatabase } from './database.ts'
import { EventLog } from './event-log.ts'
import { explain } from './fault.ts'
import { prepareSchema } from './schema.ts'
import { takeStudyLock } from './study-lock.ts'
import type { Storage } from '../storage.ts'
import type { SqliteDatabase } from './database.ts'
import type { StudyLock } from './study-lock.ts'

export interface SqliteStorageOptions {
  /** Look at a study, also while its tuner writes. Nothing is locked or changed. Default: false. */
  readonly readOnly?: boolean
  /** Whether a second writer is turned away. Default: true, unless `readOnly`. */
  readonly lock?: boolean
  /** Whether a missing database is created. Default: true, unless `readOnly`. */
  readonly create?: boolean
}

/** Who moves the study, for the message to a second one. */
interface Holder {
  readonly pid: number
  readonly host: string
}

const HOLDER = '$holder'

/** How long a reader or writer waits for another program's lock on the database, in milliseconds. */
const BUSY_TIMEOUT_MS = 5000

/**
 * Opens the event log of a study: a SQLite database with a write-ahead log, so that others may read
 * while the tuner writes. An append is safe from `kill -9` when it returns; the machine losing its
 * power may cost the last moments, never the rest.
 *
 * @param path File of the database, `study.db` in the study's folder. The folder must exist.
 * @throws {StorageError} `STUDY_IN_USE` when another tuner has it open, `STORAGE_NOT_FOUND`,
 * `NOT_A_STUDY`, `STORAGE_TOO_NEW`, `STORAGE_CORRUPT`, `STORAGE_READ_ONLY`,
 * `STORAGE_NOT_READABLE`, `STORAGE_FULL`, `STORAGE_BUSY`, `STORAGE_IO`, `SQLITE_UNAVAILABLE`.
 */
export function openSqliteStorage(path: string, options: SqliteStorageOptions = {}): Storage {
  const file = resolve(path)
  const readOnly = options.readOnly ?? false
  if (!(options.create ?? true) && !existsSync(file)) {
    throw new StorageError('STORAGE_NOT_FOUND', `There is no study at ${file}. Correct the path.`)
  }
  const locks = !readOnly && (options.lock ?? true)
  let lock: StudyLock | undefined
  let db: SqliteDatabase | undefined
  try {
    if (locks) lock = takeStudyLock(`${file}-lock`) ?? refuse(file)
    db = openDatabase(file, { readOnly })
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    // A power cut while a study is opened can cost an empty study or one field of the header: nothing
    // worth waiting for the disk.
    if (!readOnly) db.exec('PRAGMA synchronous = OFF')
    prepareSchema(db, file, { canWrite: !readOnly })
    if (!readOnly) db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    const storage = new EventLog(file, db, { readOnly, onClose: () => lock?.release() })
    if (locks) storage.setMeta(HOLDER, { pid: process.pid, host: hostname() } satisfies Holder)
    return storage
  } catch (error) {
    db?.close()
    lock?.release()
    throw explain(error, { path: file, readOnly })
  }
}

function refuse(file: string): never {
  const holder = findHolder(file)
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process'
  throw new StorageError(
    'STUDY_IN_USE',
    `${file} is in use by ${who}. Wait until that tuner has ended, end it, or give this study ` +
      'another name.',
  )
}

function findHolder(file: string): Holder | undefined {
  try {
    const storage = openSqliteStorage(file, { readOnly: true })
    try {
      return storage.getMeta(HOLDER) as Holder | undefined
    } finally {
      storage.close()
    }
  } catch {
    // It has only just begun, and says nothing of itself yet.
    return undefined
  }
}
