/** Where row `i` of a packed lower triangle begins; for the number of rows, how long it is. */
export function rowStart(i: number): number {
  return (i * (i + 1)) / 2
}

/**
 * Turns b into the x of L x = b, four unknowns at a time: what they have in common is read once.
 * @param rows L, packed.
 * @param size How many rows of L there are to it.
 * @param at Where b begins in `b`, which may be a later row of L itself.
 */
export function forward(rows: Float64Array, size: number, b: Float64Array, at: number): void {
  let i = 0
  for (; i + 4 <= size; i += 4) {
    const r0 = rowStart(i)
    const r1 = r0 + i + 1
    const r2 = r1 + i + 2
    const r3 = r2 + i + 3
    let s0 = b[at + i] as number
    let s1 = b[at + i + 1] as number
    let s2 = b[at + i + 2] as number
    let s3 = b[at + i + 3] as number
    for (let k = 0; k < i; k++) {
      const x = b[at + k] as number
      s0 -= x * (rows[r0 + k] as number)
      s1 -= x * (rows[r1 + k] as number)
      s2 -= x * (rows[r2 + k] as number)
      s3 -= x * (rows[r3 + k] as number)
    }
    s0 /= rows[r0 + i] as number
    s1 = (s1 - s0 * (rows[r1 + i] as number)) / (rows[r1 + i + 1] as number)
    s2 -= s0 * (rows[r2 + i] as number) + s1 * (rows[r2 + i + 1] as number)
    s2 /= rows[r2 + i + 2] as number
    s3 -= s0 * (rows[r3 + i] as number) + s1 * (rows[r3 + i + 1] as number)
    s3 = (s3 - s2 * (rows[r3 + i + 2] as number)) / (rows[r3 + i + 3] as number)
    b[at + i] = s0
    b[at + i + 1] = s1
    b[at + i + 2] = s2
    b[at + i + 3] = s3
  }
  for (; i < size; i++) {
    const r = rowStart(i)
    let s = b[at + i] as number
    for (let k = 0; k < i; k++) s -= (b[at + k] as number) * (rows[r + k] as number)
    b[at + i] = s / (rows[r + i] as number)
  }
}

/** Turns b into the x of Lᵀ x = b. */
export function backward(rows: Float64Array, size: number, b: Float64Array): void {
  let i = size
  for (; i % 4 !== 0; i--) {
    const r = rowStart(i - 1)
    const x = (b[i - 1] as number) / (rows[r + i - 1] as number)
    b[i - 1] = x
    for (let k = 0; k < i - 1; k++) b[k] = (b[k] as number) - x * (rows[r + k] as number)
  }
  for (i -= 4; i >= 0; i -= 4) {
    const r0 = rowStart(i)
    const r1 = r0 + i + 1
    const r2 = r1 + i + 2
    const r3 = r2 + i + 3
    const x3 = (b[i + 3] as number) / (rows[r3 + i + 3] as number)
    const x2 =
      ((b[i + 2] as number) - x3 * (rows[r3 + i + 2] as number)) / (rows[r2 + i + 2] as number)
    let x1 = (b[i + 1] as number) - x3 * (rows[r3 + i + 1] as number)
    x1 = (x1 - x2 * (rows[r2 + i + 1] as number)) / (rows[r1 + i + 1] as number)
    let x0 = (b[i] as number) - x3 * (rows[r3 + i] as number)
    x0 -= x2 * (rows[r2 + i] as number) + x1 * (rows[r1 + i] as number)
    x0 /= rows[r0 + i] as number
    b[i] = x0
    b[i + 1] = x1
    b[i + 2] = x2
    b[i + 3] = x3
    for (let k = 0; k < i; k++) {
      b[k] =
        (b[k] as number) -
        x0 * (rows[r0 + k] as number) -
        x1 * (rows[r1 + k] as number) -
        x2 * (rows[r2 + k] as number) -
        x3 * (rows[r3 + k] as number)
    }
  }
}
