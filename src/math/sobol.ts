import { SOBOL_BITS, SOBOL_DIMENSIONS, sobolDirections } from './sobol-directions.ts'
import { Random } from './random.ts'

/** What the lowest of 32 bits after the point is worth. */
const UNIT = 2 ** -32

/**
 * The Sobol sequence in [0, 1)^dimension: of its points, any 2^k that follow one another from a multiple
 * of 2^k fill the cube far more evenly than as many random ones. Direction numbers are those of Joe and
 * Kuo (2008, criterion D6), the order is the Gray code's, so that the points are those of their program
 * and of SciPy. There are 2^32 points.
 *
 * With a `random` it is scrambled: by a random linear matrix per dimension and a digital shift
 * (Matoušek, "On the L2-discrepancy for anchored boxes", Journal of Complexity 14, 1998). Each point is
 * then uniform in the cube by itself, and all of them together are as even as before. Without one,
 * point 0 is the corner at 0.
 *
 * Direction numbers there are for 1,111 dimensions. Beyond these, coordinates are drawn at random, each
 * point's from a stream of its own.
 */
export class Sobol {
  /** How many coordinates a point has. */
  readonly dimension: number
  /** How many of them are of the sequence. */
  readonly #width: number
  readonly #directions: Uint32Array
  /** What each coordinate is moved by: bits to flip, and what lies below the lowest of these. */
  readonly #flips: Uint32Array
  readonly #offsets: Float64Array
  /** Where coordinates beyond the table come from. */
  readonly #rest: Random

  /**
   * @param dimension A whole number of at least 0.
   * @param random Scrambles it; it is drawn from only here. @defaultValue not scrambled
   */
  constructor(dimension: number, random?: Random) {
    this.dimension = dimension
    this.#width = Math.min(dimension, SOBOL_DIMENSIONS)
    this.#directions = sobolDirections(this.#width)
    this.#flips = new Uint32Array(this.#width)
    this.#offsets = new Float64Array(this.#width)
    this.#rest = (random ?? Random.fromSeed(0)).split('beyond')
    if (random !== undefined) this.#scramble(random)
  }

  /** Point `n`, counted from 0. @throws {RangeError} unless n is whole and in [0, 2^32). */
  point(n: number): Float64Array {
    return this.points(1, n)
  }

  /** `count` points from point `start` on, one after the other: `count` × `dimension` numbers. */
  points(count: number, start = 0): Float64Array {
    const points = new Float64Array(count * this.dimension)
    this.write(points, start)
    return points
  }

  /**
   * Writes as many points as `out` holds, from point `start` on, one after the other.
   * @throws {RangeError} unless they are all among points 0 to 2^32 − 1.
   */
  write(out: Float64Array, start = 0): void {
    const { dimension } = this
    const width = this.#width
    const count = dimension === 0 ? 0 : Math.floor(out.length / dimension)
    checkIndices(start, count)
    if (count === 0) return
    const bits = this.#bitsOf(start)
    for (let i = 0, at = 0; i < count; i++, at += dimension) {
      if (i > 0) this.#flip(bits, trailingZeros(start + i))
      for (let d = 0; d < width; d++) {
        out[at + d] = ((bits[d] as number) + (this.#offsets[d] as number)) * UNIT
      }
      if (width < dimension) this.#pad(out.subarray(at + width, at + dimension), start + i)
    }
  }

  /** A point's coordinates before the offset, in units of 2^−32. */
  #bitsOf(n: number): Uint32Array {
    const bits = this.#flips.slice()
    const gray = (n ^ (n >>> 1)) >>> 0
    for (let k = 0; k < SOBOL_BITS; k++) if ((gray >>> k) & 1) this.#flip(bits, k)
    return bits
  }

  #flip(bits: Uint32Array, k: number): void {
    const directions = this.#directions
    for (let d = 0, at = k; d < bits.length; d++, at += SOBOL_BITS) {
      bits[d] = (bits[d] as number) ^ (directions[at] as number)
    }
  }

  #pad(out: Float64Array, n: number): void {
    const random = this.#rest.split(n)
    for (let i = 0; i < out.length; i++) out[i] = random.next()
  }

  #scramble(random: Random): void {
    for (let d = 0; d < this.#width; d++) {
      const at = d * SOBOL_BITS
      multiply(this.#directions.subarray(at, at + SOBOL_BITS), random)
      this.#flips[d] = random.uint32()
      // 21 more bits fill up the 53 that a number has, so that the grid of the bits is not seen.
      this.#offsets[d] = (random.uint32() >>> 11) / 2097152
    }
  }
}

/** Multiplies with a random matrix that is 1 on its diagonal and 0 above, bit by bit, modulo 2. */
function multiply(directions: Uint32Array, random: Random): void {
  const columns = Uint32Array.from({ length: SOBOL_BITS }, (_, k) => {
    const top = (1 << (31 - k)) >>> 0
    return top | (random.uint32() & (top - 1))
  })
  for (let i = 0; i < directions.length; i++) {
    let left = directions[i] as number
    let product = 0
    while (left !== 0) {
      const k = Math.clz32(left)
      product ^= columns[k] as number
      left = (left ^ (1 << (31 - k))) >>> 0
    }
    directions[i] = product
  }
}

function checkIndices(start: number, count: number): void {
  if (Number.isInteger(start) && start >= 0 && start + count <= 4294967296) return
  throw new RangeError(`there are Sobol points 0 to 2^32 - 1, not ${count} from ${start} on`)
}

/** How many zeros a whole number above 0 ends with in binary. */
function trailingZeros(n: number): number {
  return 31 - Math.clz32(n & -n)
}
