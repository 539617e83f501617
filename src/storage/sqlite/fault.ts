import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StorageError, messageOf } from '../../errors.ts'

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html */
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26

/** The primary result code of an error that SQLite raised; undefined for any other error. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined
  // The extended code has the primary one in its low byte.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

export function isBusy(error: unknown): boolean {
  const code = resultCode(error)
  return code === BUSY || code === LOCKED
}

/** What was attempted when an error came. */
interface Attempt {
  /** The database. */
  readonly path: string
  readonly readOnly: boolean
}

/** What SQLite said, with what to do about it. Other errors come back as they are. */
export function explain(error: unknown, attempt: Attempt): unknown {
  const code = resultCode(error)
  if (code === undefined) return error
  const message = messageOf(error)
  const [name, text] = describe(code, attempt, message)
  return new StorageError(name, text, { cause: error })
}

function describe(code: number, attempt: Attempt, message: string): readonly [string, string] {
  const { path } = attempt
  switch (code) {
    case BUSY:
    case LOCKED:
      return ['STORAGE_BUSY', `${path} stays locked by another program. End it and try again.`]
    case READONLY:
      return ['STORAGE_READ_ONLY', `${path} cannot be written: ${message}. Make it writable.`]
    case FULL:
      return ['STORAGE_FULL', `The disk that holds ${path} is full. Free some space and restore.`]
    case CORRUPT:
      return [
        'STORAGE_CORRUPT',
        `${path} is damaged (${message}): it may have been cut short by a copy. Take another copy.`,
      ]
    case NOTADB:
      return ['NOT_A_STUDY', `${path} is not a study: it is not a SQLite database.`]
    case CANTOPEN:
      return describeUnopened(attempt)
    case IOERR:
      return ['STORAGE_IO', `${path} cannot be read or written (${message}). Check the disk.`]
    default:
      return ['STORAGE_FAILED', `SQLite failed on ${path}: ${message} (code ${code}).`]
  }
}

function describeUnopened({ path, readOnly }: Attempt): readonly [string, string] {
  const folder = dirname(path)
  const isFolder = (at: string): boolean | undefined =>
    statSync(at, { throwIfNoEntry: false })?.isDirectory()
  if (isFolder(folder) !== true) {
    return ['STORAGE_NOT_FOUND', `There is no folder ${folder}. Create it, or correct the path.`]
  }
  if (isFolder(path) === true) {
    return ['NOT_A_STUDY', `${path} is a folder where a study's database was expected.`]
  }
  if (!readOnly) {
    return [
      'STORAGE_READ_ONLY',
      `${path} cannot be opened for writing. Make its folder writable; if it is, allow more open ` +
        'files (ulimit -n).',
    ]
  }
  if (isFolder(path) === undefined) {
    return ['STORAGE_NOT_FOUND', `There is no study at ${path}. Correct the path.`]
  }
  return [
    'STORAGE_NOT_READABLE',
    `${path} cannot be read: you may not, or its tuner was killed and the folder cannot be written. ` +
      'Copy the folder to a place that can be written and look at the copy.',
  ]
}
