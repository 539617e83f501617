import { nonFiniteNumbers } from '../../logger/number-text.ts'
import type { Table } from './rows.ts'

/**
 * A table as JSON, one object a line. Numbers that JSON lacks are null, and `non_finite` says which they
 * are, as in `result.json`.
 */
export function toJsonLines({ columns, rows }: Table): string {
  const lines = rows.map((row) => {
    const entries = columns.flatMap((column) =>
      row[column] === undefined ? [] : [[column, row[column]] as const],
    )
    const found = nonFiniteNumbers(row)
    return JSON.stringify({
      ...Object.fromEntries(entries),
      ...(found ? { non_finite: found } : {}),
    })
  })
  return lines.map((line) => `${line}\n`).join('')
}
