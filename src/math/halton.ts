import type { Random } from './random.ts'

/** Bases up to here get permutations of all their digits, larger ones linear permutations. */
const LARGEST_TABLE = 1024

/** The largest number below 1. */
const BELOW_ONE = 1 - 2 ** -53

/** Where each digit goes. */
type Permutation = (digit: number) => number

/**
 * The Halton sequence in [0, 1)^dimension: coordinate d of point n has the digits of n in the d-th prime
 * base, mirrored at the point. Even for any number of points, and best in few dimensions: those with
 * large bases need as many points as their base before they are evenly filled.
 *
 * With a `random` it is scrambled: each digit of each coordinate goes through a random permutation of
 * its own (Owen, "A randomized Halton algorithm in R", 2017), so that each point is uniform in the cube
 * by itself, and large bases are not correlated. For bases above 1,024 (dimension 173 and on) it is a
 * random linear permutation, a x + b modulo the base. Without one, point 0 is the corner at 0.
 */
export class Halton {
  /** How many coordinates a point has. */
  readonly dimension: number
  readonly #bases: Uint32Array
  /** How many digits a number of 53 bits has in each base. */
  readonly #digits: Uint32Array
  readonly #random: Random | undefined
  /** Permutations of each coordinate's digits, lowest first; made when they are needed. */
  readonly #permutations: Permutation[][]

  /**
   * @param dimension A whole number of at least 0.
   * @param random Scrambles it; nothing is drawn from it itself. @defaultValue not scrambled
   */
  constructor(dimension: number, random?: Random) {
    this.dimension = dimension
    this.#bases = primes(dimension)
    this.#digits = this.#bases.map((base) => Math.ceil(53 / Math.log2(base)))
    this.#random = random
    this.#permutations = Array.from({ length: dimension }, () => [])
  }

  /** Point `n`, counted from 0. @throws {RangeError} unless n is a whole number from 0 to 2^53 − 1. */
  point(n: number): Float64Array {
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new RangeError(`there are Halton points 0 to 2^53 - 1, not ${n}`)
    }
    return Float64Array.from(this.#bases, (base, d) => {
      const digits = digitsOf(n, base)
      return mirror(this.#random === undefined ? digits : this.#scramble(digits, d), base)
    })
  }

  /** All digits that a coordinate can show, permuted; the zeros that `digits` leaves out as well. */
  #scramble(digits: readonly number[], d: number): readonly number[] {
    const permutations = this.#permutations[d] as Permutation[]
    return Array.from({ length: this.#digits[d] as number }, (_, k) => {
      const permute = (permutations[k] ??= this.#permutation(d, k))
      return permute(digits[k] ?? 0)
    })
  }

  #permutation(d: number, k: number): Permutation {
    const base = this.#bases[d] as number
    const random = (this.#random as Random).split(d, k)
    if (base > LARGEST_TABLE) {
      const factor = random.integer(1, base)
      const shift = random.integer(0, base)
      return (digit) => (factor * digit + shift) % base
    }
    const table = random.shuffle(Array.from({ length: base }, (_, digit) => digit))
    return (digit) => table[digit] as number
  }
}

/** Lowest first. */
function digitsOf(n: number, base: number): readonly number[] {
  const digits: number[] = []
  for (let left = n; left > 0; left = Math.floor(left / base)) digits.push(left % base)
  return digits
}

/** The number below 1 that has these digits after the point. */
function mirror(digits: readonly number[], base: number): number {
  let x = 0
  for (let k = digits.length - 1; k >= 0; k--) x = (x + (digits[k] as number)) / base
  return Math.min(x, BELOW_ONE)
}

/** The first `count` primes. */
function primes(count: number): Uint32Array {
  const found = new Uint32Array(count)
  let length = 0
  for (let n = 2; length < count; n++) {
    let isPrime = true
    for (let i = 0; i < length && isPrime; i++) {
      const prime = found[i] as number
      if (prime * prime > n) break
      isPrime = n % prime !== 0
    }
    if (isPrime) found[length++] = n
  }
  return found
}
