import { parquetWriteBuffer } from 'hyparquet-writer'
import { toPythonJson } from '../../logger/python-json.ts'
import type { ColumnSource } from 'hyparquet-writer'
import type { Table, TableRow } from './rows.ts'

/**
 * A table as a Parquet file. A column is of whole numbers, of numbers, of booleans or of text, whichever
 * holds all that is in it; what is none of these is JSON in a column of text. What is missing is null.
 */
export function toParquet({ columns, rows }: Table): Uint8Array {
  const columnData = columns.map((name) => toColumn(name, rows))
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'attune' }))
}

function toColumn(name: string, rows: readonly TableRow[]): ColumnSource {
  const values = rows.map((row) => row[name] ?? null)
  const some = values.filter((value) => value !== null)
  const all = (test: (value: unknown) => boolean): boolean => some.length > 0 && some.every(test)
  if (all((value) => typeof value === 'boolean')) return { name, type: 'BOOLEAN', data: values }
  if (all((value) => Number.isSafeInteger(value) && !Object.is(value, -0))) {
    const data = values.map((value) => (value === null ? null : BigInt(value as number)))
    return { name, type: 'INT64', data }
  }
  if (all((value) => typeof value === 'number')) return { name, type: 'DOUBLE', data: values }
  return { name, type: 'STRING', data: values.map(toText) }
}

function toText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  return toPythonJson(value)
}
