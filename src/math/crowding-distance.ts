import { tame } from './tame.ts'

/**
 * How lonely each of some points is among the others: over all objectives, the sum of the gaps between
 * its neighbours on either side, as shares of the range; `Infinity` for those at an end. Points are not
 * NaN anywhere; infinities count as the ends of the range. Of equals, which come one after the other,
 * those in the middle have no gap. O(m n log n).
 *
 * Deb, Pratap, Agarwal and Meyarivan, "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II",
 * IEEE Transactions on Evolutionary Computation 6, 2002.
 */
export function crowdingDistances(points: readonly (readonly number[])[]): Float64Array {
  const distances = new Float64Array(points.length)
  const last = points.length - 1
  const objectives = points[0]?.length ?? 0
  for (let k = 0; k < objectives; k++) {
    // Halved, because the range of the numbers may be larger than any number.
    const values = tame(points.map((point) => point[k] as number)).map((value) => value / 2)
    const order = points.map((_, i) => i).sort((a, b) => at(values, a) - at(values, b))
    const [least, most] = [order[0] as number, order[last] as number]
    const range = at(values, most) - at(values, least)
    if (range === 0) continue
    distances[least] = Number.POSITIVE_INFINITY
    distances[most] = Number.POSITIVE_INFINITY
    for (let j = 1; j < last; j++) {
      const gap = at(values, order[j + 1] as number) - at(values, order[j - 1] as number)
      const i = order[j] as number
      distances[i] = at(distances, i) + gap / range
    }
  }
  return distances
}

function at(values: Float64Array, i: number): number {
  return values[i] as number
}
