import { nonDominatedSort } from '../../math/pareto.ts'

type Point = readonly number[]

/** Differences smaller than that, in standard deviations of an objective, are none. */
const NOTHING = 0.01

/** By so much of its extent the reference lies behind the front. */
const BEHIND = 0.1

/** Indices of the points that nobody dominates; smaller is better. */
export function frontOf(points: readonly Point[]): readonly number[] {
  return nonDominatedSort(points.map((point) => point.map((x) => -x)))[0] ?? []
}

/**
 * What a hypervolume is measured from. A `wide` reference lies behind all points: then the whole front
 * counts, its ends most. Else it lies behind those points of the front that no other beats by far in one
 * objective and equals in the rest, but not before the mean of an objective: then the middle counts.
 *
 * @param points All that are known, with mean 0 in each objective.
 * @param front Those that nobody dominates; at least one.
 */
export function referenceOf(
  points: readonly Point[],
  front: readonly Point[],
  wide: boolean,
): readonly number[] {
  const firm = front.filter((point) => !front.some((other) => almostDominates(other, point)))
  const counting = wide ? points : firm
  return (front[0] as Point).map((_, k) => {
    const worst = Math.max(...counting.map((point) => point[k] as number))
    const best = Math.min(...front.map((point) => point[k] as number))
    const behind = worst + BEHIND * Math.max(worst - best, NOTHING)
    return wide ? behind : Math.max(behind, 0)
  })
}

function almostDominates(a: Point, b: Point): boolean {
  return (
    a.every((x, k) => x <= (b[k] as number) + NOTHING) &&
    a.some((x, k) => x < (b[k] as number) - NOTHING)
  )
}
