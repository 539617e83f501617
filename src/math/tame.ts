/**
 * Numbers without what no model bears: NaN and +∞ become the largest finite one, −∞ the smallest, 0
 * where nothing is finite. For values that are to be made small, so that what failed is the worst.
 */
export function tame(values: ArrayLike<number>): Float64Array {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (!Number.isFinite(value)) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  if (least > most) return new Float64Array(values.length)
  return Float64Array.from(values, (value) => {
    if (Number.isFinite(value)) return value
    return value === Number.NEGATIVE_INFINITY ? least : most
  })
}
