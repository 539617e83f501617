/** The normal distribution cut to [0, 1]; its mean lies in there. */

import { normalCdf, normalQuantile } from './normal.ts'

/** How much of the distribution lies in [0, 1] before it is cut. */
export function unitMass(mean: number, sd: number): number {
  return normalCdf((1 - mean) / sd) - normalCdf(-mean / sd)
}

/** The number in [0, 1] below which a share `p` of the cut distribution lies. */
export function truncatedNormal(p: number, mean: number, sd: number): number {
  const below = normalCdf(-mean / sd)
  const x = mean + sd * normalQuantile(below + p * unitMass(mean, sd))
  return Math.min(Math.max(x, 0), 1)
}
