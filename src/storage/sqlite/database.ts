import { createRequire } from 'node:module'
import { StorageError } from '../../errors.ts'

export type SqliteValue = null | number | string

export interface SqliteStatement {
  run(...values: readonly SqliteValue[]): unknown
}

/** The part of `DatabaseSync` that is used; `node:sqlite` and `@photostructure/sqlite` both have it. */
export interface SqliteDatabase {
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
  function(
    name: string,
    options: { readonly varargs: true },
    run: (...values: readonly SqliteValue[]) => SqliteValue,
  ): void
  close(): void
}

interface Engine {
  readonly DatabaseSync: new (
    path: string,
    options?: { readonly readOnly?: boolean },
  ) => SqliteDatabase
}

let engine: Engine | undefined

/**
 * Opens a database file, with the engine that Node has or else with the one that is shipped. The
 * engine is loaded at the first call: importing this module costs nothing.
 */
export function openDatabase(
  path: string,
  options: { readonly readOnly: boolean },
): SqliteDatabase {
  engine ??= loadEngine()
  return new engine.DatabaseSync(path, { readOnly: options.readOnly })
}

/** Ends a transaction that failed. */
export function rollBack(db: SqliteDatabase): void {
  try {
    db.exec('ROLLBACK')
  } catch {
    // SQLite has done so by itself, as it does when the disk is full.
  }
}

function loadEngine(): Engine {
  const builtIn = quietly(() => process.getBuiltinModule?.('node:sqlite') as Engine | undefined)
  if (builtIn !== undefined) return builtIn
  try {
    return createRequire(import.meta.url)('@photostructure/sqlite') as Engine
  } catch (cause) {
    throw new StorageError(
      'SQLITE_UNAVAILABLE',
      `No SQLite can be loaded on ${process.platform} ${process.arch} with Node ` +
        `${process.versions.node}. Use Node 22.13 or newer, which has its own, or install ` +
        '@photostructure/sqlite for this platform.',
      { cause },
    )
  }
}

/** Node announces its SQLite as experimental at the first load; our users did not choose it. */
function quietly<T>(load: () => T): T {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning')
  const emitWarning = process.emitWarning.bind(process) as (...values: readonly unknown[]) => void
  process.emitWarning = (...values: readonly unknown[]): void => {
    const [warning, type] = values
    if (type !== 'ExperimentalWarning' || !String(warning).includes('SQLite')) {
      emitWarning(...values)
    }
  }
  try {
    return load()
  } finally {
    if (original) Object.defineProperty(process, 'emitWarning', original)
  }
}
