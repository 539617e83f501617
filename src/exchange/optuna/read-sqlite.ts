import { ConfigurationError } from '../../errors.ts'
import { openDatabase } from '../../storage/sqlite/database.ts'
import { explain } from '../../storage/sqlite/fault.ts'
import { RowReader } from '../../storage/sqlite/row-reader.ts'
import { parseDate } from './date.ts'
import { parseDistribution } from './distribution.ts'
import type { SqliteDatabase, SqliteValue } from '../../storage/sqlite/database.ts'
import type {
  OptunaAttrs,
  OptunaDirection,
  OptunaParam,
  OptunaState,
  OptunaStudy,
  OptunaTrial,
} from './optuna-study.ts'

type Cells = readonly SqliteValue[]

/** Columns that Optuna 3.0 has and older versions have not. */
const NEEDED: readonly (readonly [table: string, column: string])[] = [
  ['trial_values', 'value_type'],
  ['trial_intermediate_values', 'intermediate_value_type'],
  ['trial_params', 'distribution_json'],
  ['study_directions', 'objective'],
]

/**
 * All studies in an Optuna database, as Optuna 3.0 and later write it. Nothing in it is changed.
 * @throws {ConfigurationError} `OPTUNA_SCHEMA_UNSUPPORTED` for a database of an older Optuna,
 * `IMPORT_SOURCE_UNKNOWN` for one of another program.
 * @throws {StorageError} `STORAGE_CORRUPT`, `STORAGE_BUSY` and what else reading it can come to.
 */
export function readOptunaDatabase(path: string): readonly OptunaStudy[] {
  let db: SqliteDatabase | undefined
  try {
    db = openDatabase(path, { readOnly: true })
    db.exec('PRAGMA busy_timeout = 5000')
    const reader = new RowReader(db)
    requireSchema(reader, path)
    const studies = reader.select('study_id, study_name', 'FROM studies ORDER BY study_id')
    return studies.map(([id, name]) => readStudy(reader, Number(id), String(name)))
  } catch (error) {
    throw explain(error, { path, readOnly: true })
  } finally {
    db?.close()
  }
}

function requireSchema(reader: RowReader, path: string): void {
  const tables = new Set(
    reader.select('name', "FROM sqlite_schema WHERE type = 'table'").map(([name]) => String(name)),
  )
  if (!tables.has('studies') || !tables.has('trials') || !tables.has('version_info')) {
    throw new ConfigurationError(
      'IMPORT_SOURCE_UNKNOWN',
      `${path} is a database, but not one of Optuna: it has no tables of studies and trials. Give the ` +
        'file that the storage URL sqlite:///… of the study names.',
    )
  }
  const isThere = ([table, column]: readonly [string, string]): boolean =>
    reader.select('name', `FROM pragma_table_info('${table}') WHERE name = '${column}'`).length > 0
  if (NEEDED.every(isThere)) return
  const [version] = reader.select('library_version, schema_version', 'FROM version_info')
  throw new ConfigurationError(
    'OPTUNA_SCHEMA_UNSUPPORTED',
    `${path} was written by Optuna ${String(version?.[0])} (schema ${String(version?.[1])}), which is too ` +
      `old to be read here. Bring it up to date first: optuna storage upgrade --storage sqlite:///${path}`,
  )
}

function readStudy(reader: RowReader, id: number, name: string): OptunaStudy {
  const ofStudy = `WHERE study_id = ${id}`
  const ofTrials = `WHERE trial_id IN (SELECT trial_id FROM trials ${ofStudy})`
  const table = (columns: string, from: string, order: string): Map<number, Cells[]> => {
    const rows = new Map<number, Cells[]>()
    for (const [trial, ...cells] of reader.select(
      `trial_id, ${columns}`,
      `FROM ${from} ${ofTrials} ORDER BY ${order}`,
    )) {
      const known = rows.get(Number(trial))
      if (known === undefined) rows.set(Number(trial), [cells])
      else known.push(cells)
    }
    return rows
  }
  const params = table('param_name, param_value, distribution_json', 'trial_params', 'param_id')
  const values = table('value, value_type', 'trial_values', 'objective')
  const intermediate = table(
    'step, intermediate_value, intermediate_value_type',
    'trial_intermediate_values',
    'step',
  )
  const userAttrs = table('key, value_json', 'trial_user_attributes', 'trial_user_attribute_id')
  const systemAttrs = table(
    'key, value_json',
    'trial_system_attributes',
    'trial_system_attribute_id',
  )
  const trials = reader
    .select(
      'trial_id, state, datetime_start, datetime_complete',
      `FROM trials ${ofStudy} ORDER BY number, trial_id`,
    )
    .map(([key, state, startedAt, completedAt]): OptunaTrial => {
      const trial = Number(key)
      return {
        state: String(state) as OptunaState,
        startedAt: parseDate(startedAt),
        completedAt: parseDate(completedAt),
        params: toParams(params.get(trial) ?? []),
        values: values.get(trial)?.map(([value, type]) => toNumber(value, type)),
        intermediate: new Map(
          (intermediate.get(trial) ?? []).map(([step, value, type]) => [
            Number(step),
            toNumber(value, type),
          ]),
        ),
        userAttrs: toAttrs(userAttrs.get(trial) ?? []),
        systemAttrs: toAttrs(systemAttrs.get(trial) ?? []),
      }
    })
  const attrs = (table: string): OptunaAttrs =>
    toAttrs(reader.select('key, value_json', `FROM ${table} ${ofStudy} ORDER BY rowid`))
  return {
    name,
    directions: reader
      .select('direction', `FROM study_directions ${ofStudy} ORDER BY objective`)
      .map(([direction]) => String(direction) as OptunaDirection),
    userAttrs: attrs('study_user_attributes'),
    systemAttrs: attrs('study_system_attributes'),
    trials,
  }
}

function toParams(rows: readonly Cells[]): ReadonlyMap<string, OptunaParam> {
  const params = new Map<string, OptunaParam>()
  for (const [name, stored, text] of rows) {
    const distribution = parseDistribution(String(text))
    if (distribution) params.set(String(name), { stored: Number(stored), distribution })
  }
  return params
}

function toAttrs(rows: readonly Cells[]): OptunaAttrs {
  return new Map(rows.map(([key, json]) => [String(key), String(json)]))
}

function toNumber(value: SqliteValue | undefined, type: SqliteValue | undefined): number {
  switch (type) {
    case 'INF_POS':
      return Number.POSITIVE_INFINITY
    case 'INF_NEG':
      return Number.NEGATIVE_INFINITY
    case 'NAN':
      return Number.NaN
    default:
      return value === null ? Number.NaN : Number(value)
  }
}
