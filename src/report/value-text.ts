import { formatNumber } from './format-number.ts'
import { cutStart } from './display-width.ts'
import type { Cell } from './psql-table.ts'
import { visibleText } from './visible-text.ts'

/** How numbers are written: with six significant digits, or all of them. */
export type Precision = 'short' | 'exact'

/** Any plain value on one line, safe to print. */
export function valueText(value: unknown, precision: Precision = 'short'): string {
  switch (typeof value) {
    case 'number':
      return precision === 'short' ? formatNumber(value) : String(value)
    case 'string':
      return visibleText(value)
    case 'object':
      break
    default:
      return visibleText(String(value))
  }
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map((v) => valueText(v, precision)).join(', ')}]`
  return recordText(Object.entries(value), precision)
}

/** `{lr: 0.01, act: relu}`. */
export function recordText(
  entries: readonly (readonly [string, unknown])[],
  precision: Precision = 'short',
): string {
  const parts = entries.map(([key, value]) => `${visibleText(key)}: ${valueText(value, precision)}`)
  return `{${parts.join(', ')}}`
}

/** A value as a table's cell: numbers stay numbers, anything else is text of at most `length` cells. */
export function cellOf(value: unknown, length: number): Cell {
  if (value === undefined || typeof value === 'number') return value
  return cutStart(valueText(value), length)
}
