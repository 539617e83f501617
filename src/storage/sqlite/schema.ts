import { StorageError } from '../../errors.ts'
import { rollBack } from './database.ts'
import { RowReader } from './row-reader.ts'
import type { SqliteDatabase } from './database.ts'

/** Raised with every change to the tables that an older version could not read. */
const SCHEMA_VERSION = 1

/** `Attn` in ASCII: tells a study from another program's database. */
const APPLICATION_ID = 0x4174746e

const TABLES = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    type TEXT NOT NULL,
    trial TEXT,
    body TEXT NOT NULL
  );
  CREATE TABLE trial_events (trial TEXT, seq INTEGER, PRIMARY KEY (trial, seq)) WITHOUT ROWID;
  CREATE TABLE indexed (upto INTEGER NOT NULL);
  INSERT INTO indexed VALUES (0);
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/**
 * Sees to it that the database is a study of this version, and makes an empty one into a study.
 * @throws {StorageError} `NOT_A_STUDY` for another program's database, `STORAGE_TOO_NEW` for one
 * that a later version wrote.
 */
export function prepareSchema(
  db: SqliteDatabase,
  path: string,
  { canWrite }: { readonly canWrite: boolean },
): void {
  const reader = new RowReader(db)
  const found = readVersion(reader)
  if (found.version > SCHEMA_VERSION && found.application === APPLICATION_ID) {
    throw new StorageError(
      'STORAGE_TOO_NEW',
      `${path} has format ${found.version}; this version of attune reads up to ${SCHEMA_VERSION}. ` +
        'Update attune to open it.',
    )
  }
  if (found.application === APPLICATION_ID && found.version === SCHEMA_VERSION) return
  if (!found.empty || !canWrite) {
    throw new StorageError(
      'NOT_A_STUDY',
      found.empty
        ? `${path} is an empty database and holds no study.`
        : `${path} is the database of another program and holds no study.`,
    )
  }
  db.exec('BEGIN IMMEDIATE')
  try {
    // Another process may have been faster.
    if (readVersion(reader).empty) db.exec(TABLES)
    db.exec('COMMIT')
  } catch (error) {
    rollBack(db)
    throw error
  }
}

interface Version {
  readonly application: number
  readonly version: number
  readonly empty: boolean
}

function readVersion(reader: RowReader): Version {
  const [row] = reader.select(
    'application_id, user_version, NOT EXISTS (SELECT 1 FROM sqlite_schema)',
    'FROM pragma_application_id, pragma_user_version',
  )
  return { application: Number(row?.[0]), version: Number(row?.[1]), empty: row?.[2] === 1 }
}
