import { normalCdf, normalQuantile } from '../math/normal.ts'

/** A rising map between an interval of the real line and [0, 1]. */
export interface Scale {
  toUnit(x: number): number
  fromUnit(unit: number): number
}

/** Even along the interval. Works up to the largest numbers: no difference overflows. */
export function linearScale(lower: number, upper: number): Scale {
  const span = upper - lower
  return {
    toUnit: Number.isFinite(span)
      ? (x) => (x - lower) / span
      : (x) => (x / 2 - lower / 2) / (upper / 2 - lower / 2),
    fromUnit: Number.isFinite(span)
      ? (unit) => lower + unit * span
      : (unit) => lower * (1 - unit) + upper * unit,
  }
}

/** Narrower ranges, as a part of their lower end, are lost between the logarithms of their ends. */
const NARROW = 1e-3

/** Even along the logarithm; both ends must be above zero. */
export function logScale(lower: number, upper: number): Scale {
  if (upper - lower < NARROW * lower) return narrowLogScale(lower, upper)
  const start = Math.log(lower)
  const span = Math.log(upper) - start
  return {
    toUnit: (x) => (Math.log(x) - start) / span,
    fromUnit: (unit) => Math.exp(start + unit * span),
  }
}

/** Keeps its digits down to ends one unit in the last place apart. */
function narrowLogScale(lower: number, upper: number): Scale {
  const span = Math.log1p((upper - lower) / lower)
  return {
    toUnit: (x) => Math.log1p((x - lower) / lower) / span,
    fromUnit: (unit) => lower + lower * Math.expm1(unit * span),
  }
}

/**
 * How far from the mean, in standard deviations, the unit interval reaches. Beyond it a double next to
 * 1 cannot tell values apart; one draw in 500 million would lie there.
 */
export const NORMAL_REACH = 6

/** Even along the probability of a normal distribution; who uses it cuts at {@link NORMAL_REACH}. */
export function normalScale(mean: number, sd: number): Scale {
  return {
    toUnit: (x) => normalCdf((x - mean) / sd),
    fromUnit: (unit) => mean + sd * normalQuantile(unit),
  }
}
