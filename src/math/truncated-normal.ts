/** The normal distribution cut to [0, 1]; its mean lies in there. */

import { normalCdf, normalLogCdf, normalQuantile } from './normal.ts'

/** So many standard deviations beyond the mean there is nothing left that a double could show. */
const FAR = 8.5

/** How much of the distribution lies in [0, 1] before it is cut. */
export function unitMass(mean: number, sd: number): number {
  const above = (1 - mean) / sd
  const below = mean / sd
  return (above > FAR ? 1 : normalCdf(above)) - (below > FAR ? 0 : normalCdf(-below))
}

/** The number in [0, 1] below which a share `p` of the cut distribution lies. */
export function truncatedNormal(p: number, mean: number, sd: number): number {
  const below = normalCdf(-mean / sd)
  const x = mean + sd * normalQuantile(below + p * unitMass(mean, sd))
  return Math.min(Math.max(x, 0), 1)
}

const LOG_SQRT_TWO_PI = Math.log(2 * Math.PI) / 2

/**
 * Logarithm of the probability that a standard normal number lies in [a, b], accurate in both tails
 * however far out and however narrow the interval; `-Infinity` where it is empty.
 */
export function normalLogMass(a: number, b: number): number {
  if (!(b > a)) return Number.NEGATIVE_INFINITY
  if (a > 0) return normalLogMass(-b, -a)
  const width = b - a
  const middle = a + width / 2
  // The difference of two numbers that are nearly the same would have no digits left.
  if (width * Math.max(1, -middle) < 1e-2) return logNarrowMass(middle, width)
  const high = normalLogCdf(b)
  return high + Math.log(-Math.expm1(normalLogCdf(a) - high))
}

/** Taylor's series of the density around the middle: relative error of the mass below 1e-11. */
function logNarrowMass(middle: number, width: number): number {
  const square = middle * middle
  const half = (width / 2) ** 2
  const second = (square - 1) / 6
  const fourth = (square * (square - 6) + 3) / 120
  const bend = half * (second + half * fourth)
  return Math.log(width) - 0.5 * square - LOG_SQRT_TWO_PI + Math.log1p(bend)
}
