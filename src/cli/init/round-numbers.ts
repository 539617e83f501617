/** A number with few digits, as a person would write it. */
export function roundedTo(value: number, digits = 1): number {
  return Number(value.toPrecision(digits))
}

/** Powers of two from `below` steps below the nearest to `above` steps above it; at least 1. */
export function powersOfTwoAround(
  value: number,
  { below, above }: { readonly below: number; readonly above: number },
): readonly number[] {
  const nearest = Math.min(30, Math.max(0, Math.round(Math.log2(Math.max(1, value)))))
  const first = Math.max(0, nearest - below)
  return Array.from({ length: nearest + above - first + 1 }, (_, i) => 2 ** (first + i))
}

/** Half of a size, the size itself, twice and four times as much. */
export function multiplesAround(value: number): readonly number[] {
  const size = Math.min(2 ** 30, Math.max(1, Math.round(value)))
  return [...new Set([Math.max(1, Math.round(size / 2)), size, 2 * size, 4 * size])]
}
