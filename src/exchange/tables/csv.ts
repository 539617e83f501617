import { toField } from '../../logger/csv-text.ts'
import type { Table } from './rows.ts'

/** A table as comma-separated values, as pandas reads them: `nan`, `inf`, `True`; what is missing is empty. */
export function toCsv({ columns, rows }: Table): string {
  const lines = rows.map((row) =>
    columns.map((column) => (row[column] === undefined ? '' : toField(row[column]))).join(','),
  )
  return [columns.map(toField).join(','), ...lines, ''].join('\n')
}
