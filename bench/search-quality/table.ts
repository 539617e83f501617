/** A table of markdown; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows
  const widths = head.map((_, i) => Math.max(3, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n')
}

/** Four digits, as they are read most easily. */
export function digits(value: number, count = 4): string {
  if (!Number.isFinite(value)) return '–'
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(Math.max(0, count - 3))
  const text = value.toPrecision(count)
  return text.includes('e') ? String(Math.round(value)) : text
}
