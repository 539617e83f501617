/** The standard normal distribution. */

import { erfc, erfcx, expMinusSquare, horner } from './erf.ts'

const SQRT_HALF = Math.SQRT1_2
const SQRT_TWO_PI = 2.5066282746310002

/** Density at `z`. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI
}

/** Probability below `z`. Relative error below 1e-15 down to z = −37, where it underflows. */
export function normalCdf(z: number): number {
  if (z > -1) return 0.5 * erfc(-z * SQRT_HALF)
  if (z < -38.6) return 0
  // The exponent is taken from z itself: z / √2 is rounded, and its square would magnify that.
  return 0.5 * erfcx(-z * SQRT_HALF) * expMinusSquare(-z, 0.5)
}

/** Logarithm of {@link normalCdf}, accurate in both tails however far out. */
export function normalLogCdf(z: number): number {
  if (z > 0) return Math.log1p(-normalCdf(-z))
  return z < -2 ? Math.log(0.5 * erfcx(-z * SQRT_HALF)) - 0.5 * z * z : Math.log(normalCdf(z))
}

/**
 * The number below which a share `p` of the distribution lies; `-Infinity` at 0, `Infinity` at 1, NaN
 * outside [0, 1]. M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution",
 * Applied Statistics 37 (1988); relative error about 1e-16.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * horner(CENTRE_TOP, r)) / horner(CENTRE_BOTTOM, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const z =
    r <= 5
      ? horner(SIDE_TOP, r - 1.6) / horner(SIDE_BOTTOM, r - 1.6)
      : horner(TAIL_TOP, r - 5) / horner(TAIL_BOTTOM, r - 5)
  return q < 0 ? -z : z
}

const CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
]
const CENTRE_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
]
const SIDE_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const SIDE_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
]
const TAIL_TOP = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const TAIL_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
]
