import { BITS, POLYNOMIALS } from './sobol-table.ts'

/** How many dimensions there are direction numbers for. */
export const SOBOL_DIMENSIONS: number = POLYNOMIALS.reduce((sum, count) => sum + count, 1)

/** How many bits a direction number has. */
export const SOBOL_BITS = 32

/**
 * Direction numbers of the first `dimension` dimensions, at most {@link SOBOL_DIMENSIONS}: 32 of each,
 * one dimension after the other, the highest bit is the first after the point.
 */
export function sobolDirections(dimension: number): Uint32Array {
  const directions = new Uint32Array(dimension * SOBOL_BITS)
  for (let k = 0; dimension > 0 && k < SOBOL_BITS; k++) directions[k] = (1 << (31 - k)) >>> 0
  const read = bitReader(BITS)
  let d = 1
  for (const [i, count] of POLYNOMIALS.entries()) {
    for (let last = Math.min(dimension, d + count); d < last; d++) {
      const start = d * SOBOL_BITS
      fill(directions.subarray(start, start + SOBOL_BITS), i + 1, read)
    }
  }
  return directions
}

/** The recurrence of Bratley and Fox, "Algorithm 659", ACM Transactions on Mathematical Software 14, 1988. */
function fill(v: Uint32Array, degree: number, read: (bits: number) => number): void {
  const coefficients = read(degree - 1)
  for (let k = 0; k < degree; k++) v[k] = (2 * read(k) + 1) << (31 - k)
  for (let k = degree; k < SOBOL_BITS; k++) {
    const oldest = v[k - degree] as number
    let next = oldest ^ (oldest >>> degree)
    for (let j = 1; j < degree; j++) {
      if ((coefficients >>> (degree - 1 - j)) & 1) next ^= v[k - j] as number
    }
    v[k] = next
  }
}

/** Reads so many bits as a whole number, highest first, and goes on from there. */
function bitReader(base64: string): (bits: number) => number {
  const bytes = atob(base64)
  let position = 0
  return (bits) => {
    let value = 0
    for (let i = 0; i < bits; i++, position++) {
      const bit = (bytes.charCodeAt(position >>> 3) >>> (7 - (position & 7))) & 1
      value = 2 * value + bit
    }
    return value
  }
}
