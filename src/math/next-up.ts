const number = new Float64Array(1)
const bits = new BigInt64Array(number.buffer)

/** The smallest number that is larger than a finite `x`. */
export function nextUp(x: number): number {
  if (x === 0) return Number.MIN_VALUE
  number[0] = x
  // As whole numbers, the bits of positive numbers rise with them, those of negative ones fall.
  bits[0] = (bits[0] as bigint) + (x > 0 ? 1n : -1n)
  return number[0]
}
