import { cutStart } from '../../report/display-width.ts'
import { joinColumns, layColumn, tableWidth } from '../../report/psql-table.ts'
import { cellOf } from '../../report/value-text.ts'
import { visibleText } from '../../report/visible-text.ts'
import type { Look } from './look.ts'

/** Longest text of a cell on a terminal, in cells; a pipe gets all of it. */
const LONGEST_CELL = 32

/** A column of a table of rows of any kind. */
export interface Field<T> {
  readonly title: string
  readonly value: (row: T) => unknown
  /** Stays where the terminal is too narrow for all. */
  readonly required?: boolean
}

/** A table no wider than the terminal: its lines, the first three of which are above the rows. */
export interface FittedTable {
  readonly lines: readonly string[]
  /** What it leaves out, in a line; empty where that is nothing. */
  readonly remarks: readonly string[]
}

/** Lays the rows out, without the last columns where there is no room for them. */
export function fittedTable<T>(
  rows: readonly T[],
  fields: readonly Field<T>[],
  { isTerminal, width }: Look,
): FittedTable {
  const longest = isTerminal ? LONGEST_CELL : Infinity
  const kept = fields.map(({ title, value, required = false }) => ({
    title,
    required,
    laid: layColumn(
      cutStart(visibleText(title), longest),
      rows.map((row) => cellOf(value(row), longest)),
    ),
  }))
  const dropped: string[] = []
  while (tableWidth(kept.map(({ laid }) => laid)) > width) {
    const last = kept.findLastIndex(({ required }) => !required)
    if (last < 0) break
    dropped.unshift(...kept.splice(last, 1).map(({ title }) => title))
  }
  const noun = dropped.length === 1 ? 'column' : 'columns'
  return {
    lines: joinColumns(kept.map(({ laid }) => laid)),
    remarks:
      dropped.length === 0
        ? []
        : [`... ${dropped.length} ${noun} not shown: ${dropped.map(visibleText).join(', ')}`],
  }
}
