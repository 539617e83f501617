import { openDatabase, rollBack } from '../../storage/sqlite/database.ts'
import { explain } from '../../storage/sqlite/fault.ts'
import { dateText } from './date.ts'
import { distributionText } from './distribution.ts'
import { ALEMBIC_VERSION, LIBRARY_VERSION, SCHEMA_VERSION, TABLES } from './schema.ts'
import type { SqliteDatabase, SqliteStatement, SqliteValue } from '../../storage/sqlite/database.ts'
import type { OptunaAttrs, OptunaStudy, OptunaTrial } from './optuna-study.ts'

/**
 * Writes a study to a new database, in the schema of Optuna 5.0.0.
 * @param path Of a file that does not exist.
 */
export function writeOptunaDatabase(path: string, study: OptunaStudy): void {
  let db: SqliteDatabase | undefined
  try {
    db = openDatabase(path, { readOnly: false })
    db.exec('PRAGMA synchronous = OFF; BEGIN')
    try {
      db.exec(TABLES)
      fill(db, study)
      db.exec('COMMIT')
    } catch (error) {
      rollBack(db)
      throw error
    }
  } catch (error) {
    throw explain(error, { path, readOnly: false })
  } finally {
    db?.close()
  }
}

function fill(db: SqliteDatabase, study: OptunaStudy): void {
  const insert = inserter(db)
  insert('alembic_version', ALEMBIC_VERSION)
  insert('version_info', 1, SCHEMA_VERSION, LIBRARY_VERSION)
  insert('studies', 1, study.name)
  for (const [i, direction] of study.directions.entries()) {
    insert('study_directions', i + 1, direction, 1, i)
  }
  insertAttrs(insert, 'study_user_attributes', 1, study.userAttrs)
  insertAttrs(insert, 'study_system_attributes', 1, study.systemAttrs)
  for (const [number, trial] of study.trials.entries()) insertTrial(insert, number, trial)
}

function insertTrial(insert: Insert, number: number, trial: OptunaTrial): void {
  const id = number + 1
  const { state, startedAt, completedAt } = trial
  insert('trials', id, number, 1, state, dateOf(startedAt), dateOf(completedAt))
  for (const [name, { stored, distribution }] of trial.params) {
    insert('trial_params', null, id, name, stored, distributionText(distribution))
  }
  for (const [objective, value] of (trial.values ?? []).entries()) {
    insert('trial_values', null, id, objective, ...typed(value))
  }
  for (const [step, value] of trial.intermediate) {
    insert('trial_intermediate_values', null, id, step, ...typed(value))
  }
  insertAttrs(insert, 'trial_user_attributes', id, trial.userAttrs)
  insertAttrs(insert, 'trial_system_attributes', id, trial.systemAttrs)
}

function insertAttrs(insert: Insert, table: string, owner: number, attrs: OptunaAttrs): void {
  for (const [key, json] of attrs) insert(table, null, owner, key, json)
}

type Insert = (table: string, ...values: readonly SqliteValue[]) => void

/** Inserts a whole row, its columns in order. */
function inserter(db: SqliteDatabase): Insert {
  const statements = new Map<string, SqliteStatement>()
  return (table, ...values) => {
    let statement = statements.get(table)
    if (statement === undefined) {
      statement = db.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`)
      statements.set(table, statement)
    }
    statement.run(...values)
  }
}

function typed(value: number): readonly [value: number | null, type: string] {
  if (Number.isFinite(value)) return [value, 'FINITE']
  return [null, Number.isNaN(value) ? 'NAN' : value > 0 ? 'INF_POS' : 'INF_NEG']
}

function dateOf(at: number | undefined): string | null {
  return at === undefined ? null : dateText(at)
}
