/** More rungs than this are a mistake. */
export const MAX_RUNGS = 1000

/** Powers of a fraction are rounded; a rung that is above `maxT` by no more than that counts. */
const ROUNDING = 1e-12

/**
 * The milestones of the first bracket, ascending: `gracePeriod · reductionFactor^k` for k = 0, 1, …
 * as far as `maxT`, which is itself one where it is such a power. They are counted and not taken from
 * a quotient of logarithms, which comes out below 3 for 1000 and 10. Bracket s has all but the first s
 * of them. There are at most {@link MAX_RUNGS} + 1, however small the factor.
 */
export function rungMilestones({
  gracePeriod,
  maxT,
  reductionFactor,
}: {
  readonly gracePeriod: number
  readonly maxT: number
  readonly reductionFactor: number
}): readonly number[] {
  const milestones: number[] = []
  for (let k = 0; k <= MAX_RUNGS; k++) {
    const milestone = gracePeriod * reductionFactor ** k
    if (milestone > maxT * (1 + ROUNDING)) break
    milestones.push(Math.min(milestone, maxT))
  }
  return milestones
}
