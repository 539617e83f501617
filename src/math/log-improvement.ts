import { erfcx } from './erf.ts'
import { normalCdf, normalPdf } from './normal.ts'

const LOG_SQRT_TWO_PI = Math.log(2 * Math.PI) / 2
const SQRT_HALF_PI = Math.sqrt(Math.PI / 2)

/** Below it the series is exact to the last digits, and the closed form loses them. */
const FAR = -25

/** Sets `slope` to how fast {@link logImprovement} grows at the `z` it was last asked for. */
export interface Slope {
  slope: number
}

/**
 * Logarithm of E[max(0, z + ε)] for a standard normal ε, that is of φ(z) + z Φ(z): how much a normally
 * distributed value is expected to improve on another, in standard deviations. Accurate in both tails
 * however far out (Ament et al., "Unexpected Improvements to Expected Improvement for Bayesian
 * Optimization", NeurIPS 2023).
 *
 * @param out Is given the derivative, which is Φ(z) / (φ(z) + z Φ(z)).
 */
export function logImprovement(z: number, out?: Slope): number {
  if (z > -1) {
    const below = normalCdf(z)
    const gain = normalPdf(z) + z * below
    if (out) out.slope = below / gain
    return Math.log(gain)
  }
  // Of both the density is a factor, which is taken out: what is left neither under- nor overflows.
  const below = SQRT_HALF_PI * erfcx(-z * Math.SQRT1_2)
  const gain = z < FAR ? farGain(z) : 1 + z * below
  if (out) out.slope = below / gain
  return -0.5 * z * z - LOG_SQRT_TWO_PI + Math.log(gain)
}

/** 1 + z Φ(z) / φ(z), which is 1/z² − 3/z⁴ + 15/z⁶ − 105/z⁸ + … */
function farGain(z: number): number {
  const x = 1 / (z * z)
  let sum = 0
  for (let k = 17; k >= 3; k -= 2) sum = k * x * (1 - sum)
  return x * (1 - sum)
}
