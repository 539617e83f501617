import { quantile } from '../../src/math/quantile.ts'

/** A quantile of numbers in any order; NaN when there are none. */
export function quantileOf(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return quantile({ size: sorted.length, at: (k) => sorted[k] as number }, q) ?? Number.NaN
}

export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5)
}

/** How pairs turned out for the first of each. */
export interface Tally {
  readonly won: number
  readonly lost: number
  readonly tied: number
}

export function tally(pairs: readonly (readonly [mine: number, theirs: number])[]): Tally {
  const won = pairs.filter(([mine, theirs]) => mine < theirs).length
  const lost = pairs.filter(([mine, theirs]) => mine > theirs).length
  return { won, lost, tied: pairs.length - won - lost }
}

/** The two-sided sign test: how likely so uneven a tally is between equals. Ties do not count. */
export function signTest({ won, lost }: Tally): number {
  const n = won + lost
  let share = 2 ** -n
  let sum = 0
  for (let k = 0; k <= Math.min(won, lost); k++) {
    sum += share
    share *= (n - k) / (k + 1)
  }
  return Math.min(1, 2 * sum)
}
