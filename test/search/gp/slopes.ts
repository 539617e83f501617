/** Slopes by differences around a point: accurate to about the square of the step. */
export function differences(
  f: (x: Float64Array) => number,
  x: Float64Array,
  step = 1e-5,
): Float64Array {
  return x.map((value, k) => {
    // Four points, so that the error is of the fourth order.
    const at = (shift: number): number => f(x.with(k, value + shift * step))
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
  })
}

/** By how much slopes differ at most, as a share of the largest, or of 1. */
export function slopeError(actual: Float64Array, expected: Float64Array): number {
  const size = expected.reduce((most, slope) => Math.max(most, Math.abs(slope)), 1)
  return actual.reduce(
    (most, slope, k) => Math.max(most, Math.abs(slope - (expected[k] as number)) / size),
    0,
  )
}
