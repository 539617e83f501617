import { normalCdf, normalQuantile } from '../../math/normal.ts'
import type { Side } from '../cube.ts'

/** One dimension of a distribution. */
export interface Marginal {
  readonly mean: number
  /** The standard deviation without {@link factor}. */
  readonly deviation: number
  /** What deviations are multiplied with along this dimension, so that values do change. */
  readonly factor: number
}

/** Probabilities are kept this far from 0 and 1/2, at which no normal distribution has them. */
const LEAST = 1e-10

/**
 * Keeps the probability that a parameter of finitely many ordered values takes another one than that of
 * the mean from vanishing: mean and factor are changed so that it is at least `margin` in all.
 * R. Hamano, S. Saito, M. Nomura and S. Shirakawa, "CMA-ES with Margin: Lower-Bounding Marginal
 * Probability for Mixed-Integer Black-Box Optimization", GECCO 2022 (arXiv 2205.13482).
 */
export function withMargin(
  { axis }: Pick<Side, 'axis'>,
  marginal: Marginal,
  margin: number,
): Marginal {
  const { mean, deviation, factor } = marginal
  const spread = deviation * factor
  const pick = axis.fromUnit(Math.min(Math.max(mean, 0), 1))
  const [from, to] = axis.cell(pick)
  if (pick === axis.lower) return atEnd(marginal, margin, { threshold: to, side: -1 })
  if (pick === axis.upper) return atEnd(marginal, margin, { threshold: from, side: 1 })

  const below = normalCdf((from - mean) / spread)
  const above = normalCdf((mean - to) / spread)
  const half = margin / 2
  if (below >= half && above >= half) return marginal
  const inside = 1 - below - above
  const raised = { below: Math.max(below, half), above: Math.max(above, half) }
  // What one side gains, the others give in proportion to what they can spare.
  const excess = 1 - raised.below - raised.above - inside
  const spare = raised.below + raised.above + inside - 3 * half
  const low = quantileOf(raised.below + (excess * (raised.below - half)) / spare)
  const high = quantileOf(raised.above + (excess * (raised.above - half)) / spare)
  return {
    mean: (from * high + to * low) / (low + high),
    deviation,
    factor: (to - from) / ((low + high) * deviation),
  }
}

/** In the share of the first or last value there is only one way out. */
function atEnd(
  marginal: Marginal,
  margin: number,
  { threshold, side }: { readonly threshold: number; readonly side: -1 | 1 },
): Marginal {
  const { mean, deviation, factor } = marginal
  const spread = deviation * factor
  if (normalCdf((-side * (mean - threshold)) / spread) >= margin) return marginal
  return { mean: threshold + side * spread * normalQuantile(1 - margin), deviation, factor }
}

/** How many standard deviations away the bound is beyond which so much lies. */
function quantileOf(probability: number): number {
  return normalQuantile(1 - Math.min(Math.max(probability, LEAST), 0.5 - LEAST))
}
