/** An axis of a plot: where on it a value lies, and which value lies at a place. */
export interface Axis {
  readonly isLog: boolean
  /** From 0 at the least value to 1 at the greatest. */
  at(value: number): number
  /** The value at a place from 0 to 1. */
  value(place: number): number
}

/** Values that differ by more are shown on a logarithmic axis: else the small ones are one flat line. */
const DECADES = 100

/** An axis from the least to the greatest of some finite values; `log` only where all are above zero. */
export function axisOf(values: readonly number[], kind: 'auto' | 'linear' = 'auto'): Axis {
  let [least, greatest] = [Infinity, -Infinity]
  for (const value of values) {
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  const isLog = kind === 'auto' && least > 0 && greatest / least >= DECADES
  const [low, high] = isLog ? [Math.log(least), Math.log(greatest)] : [least, greatest]
  // Halved, so that the span of the largest numbers is a number too.
  const span = high / 2 - low / 2
  return {
    isLog,
    at: (value) => {
      if (span === 0) return 0.5
      const place = (isLog ? Math.log(value) : value) / 2 - low / 2
      return Math.min(1, Math.max(0, place / span))
    },
    value: (place) => {
      if (place <= 0) return least
      if (place >= 1) return greatest
      const value = low + 2 * place * span
      return isLog ? Math.exp(value) : value
    },
  }
}
