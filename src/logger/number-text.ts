/** NaN and infinities as Python writes and reads them; other numbers as they are. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'nan'
  return value > 0 ? 'inf' : '-inf'
}

/**
 * The numbers in a value that JSON lacks, by flat path: `{'loss': 'nan', 'weights/3': 'inf'}`;
 * undefined if there are none.
 */
export function nonFiniteNumbers(value: unknown, prefix = ''): Record<string, string> | undefined {
  let found: Record<string, string> | undefined
  for (const key in value as Record<string, unknown>) {
    const inner = (value as Record<string, unknown>)[key]
    if (typeof inner === 'number') {
      if (!Number.isFinite(inner)) found = { ...found, [prefix + key]: numberText(inner) }
    } else if (typeof inner === 'object' && inner !== null) {
      const deeper = nonFiniteNumbers(inner, `${prefix}${key}/`)
      if (deeper) found = { ...found, ...deeper }
    }
  }
  return found
}
