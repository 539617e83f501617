import { displayWidth, padTo } from './display-width.ts'
import { formatNumber } from './format-number.ts'

/** Text is printed as it is, a number by {@link formatNumber}, undefined as an empty cell. */
export type Cell = string | number | undefined

/** A column ready to be joined with others: every text padded to `width` cells. */
export interface LaidColumn {
  readonly width: number
  readonly header: string
  readonly cells: readonly string[]
}

/** What a header's column is wider than the header, at least. */
const HEADER_PADDING = 2

/**
 * Lays out one column in the manner of PostgreSQL's client, as Python's `tabulate` draws it
 * (`tablefmt="psql"`): a column of numbers is right-aligned on the decimal point, any other is text
 * and left-aligned.
 */
export function layColumn(header: string, cells: readonly Cell[]): LaidColumn {
  const numeric =
    cells.some((cell) => typeof cell === 'number') &&
    cells.every((cell) => typeof cell !== 'string' || cell === '')
  const align = numeric ? 'right' : 'left'
  let texts = cells.map((cell) =>
    typeof cell === 'number' ? formatNumber(cell) : cell === undefined ? '' : cell,
  )
  if (numeric) {
    const decimals = texts.map(charactersAfterPoint)
    const most = decimals.reduce((a, b) => Math.max(a, b), -1)
    texts = texts.map((text, i) => text + ' '.repeat(most - (decimals[i] ?? most)))
  }
  const width = texts.reduce(
    (widest, text) => Math.max(widest, displayWidth(text)),
    displayWidth(header) + HEADER_PADDING,
  )
  return {
    width,
    header: padTo(header, width, align),
    cells: texts.map((text) => padTo(text, width, align)),
  }
}

/** How wide the table of these columns is, borders included, in terminal cells. */
export function tableWidth(columns: readonly LaidColumn[]): number {
  return columns.reduce((sum, column) => sum + column.width + 3, 1)
}

/** The lines of the table, borders included. */
export function joinColumns(columns: readonly LaidColumn[]): string[] {
  const dashes = columns.map((column) => '-'.repeat(column.width + 2)).join('+')
  const rowCount = columns[0]?.cells.length ?? 0
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`
  return [
    `+${dashes}+`,
    line(columns.map((column) => column.header)),
    `|${dashes}|`,
    ...Array.from({ length: rowCount }, (_, i) =>
      line(columns.map((column) => column.cells[i] ?? '')),
    ),
    `+${dashes}+`,
  ]
}

/** A whole table: `headers[i]` stands over `rows[…][i]`. */
export function psqlTable(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
): string[] {
  return joinColumns(
    headers.map((header, i) =>
      layColumn(
        header,
        rows.map((row) => row[i]),
      ),
    ),
  )
}

/** Where the decimal point is, counted from the right; −1 without one. */
function charactersAfterPoint(text: string): number {
  const point = text.lastIndexOf('.')
  const mark = point >= 0 ? point : text.lastIndexOf('e')
  return mark < 0 ? -1 : text.length - mark - 1
}
