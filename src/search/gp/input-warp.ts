import type { Points } from './points.ts'

/** Nearer to the ends of the interval the curve may be infinitely steep. */
const EDGE = 1e-6

/**
 * How numbers are bent before they are compared: x becomes 1 − (1 − xᵃ)ᵇ, the distribution function of
 * Kumaraswamy, so that a parameter may matter more at one end of its range, at both, or in the middle
 * (Snoek et al., "Input Warping for Bayesian Optimization of Non-stationary Functions", ICML 2014).
 */
export interface InputWarp {
  /** One for each number, above 0; 1 bends nothing. Numbers come after the categories. */
  readonly a: Float64Array
  readonly b: Float64Array
}

/** A number bent, and how that changes with the number and with the logarithms of a and b. */
export interface Bend {
  value: number
  slope: number
  byA: number
  byB: number
}

export function bend(x: number, a: number, b: number, out: Bend): void {
  const inside = Math.min(Math.max(x, EDGE), 1 - EDGE)
  const log = Math.log(inside)
  const power = Math.exp(a * log)
  const rest = 1 - power
  const logRest = Math.log1p(-power)
  const tail = Math.exp(b * logRest)
  const steep = a * b * (tail / rest) * power
  out.value = 1 - tail
  out.slope = x === inside ? steep / inside : 0
  out.byA = steep * log
  out.byB = -b * tail * logRest
}

/** The points bent. */
export function bendPoints({ a, b }: InputWarp, points: Points): Points {
  const { size, width, categories } = points
  const rows = points.rows.slice()
  const out: Bend = { value: 0, slope: 0, byA: 0, byB: 0 }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < a.length; k++) {
      const at = i * width + categories + k
      bend(rows[at] as number, a[k] as number, b[k] as number, out)
      rows[at] = out.value
    }
  }
  return { ...points, rows }
}
