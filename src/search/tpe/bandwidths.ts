/** How wide the kernels along one side are, as shares of it. */

/** The variance of what is spread evenly over [0, 1]. */
const EVEN = 1 / 12

/** How wide kernels are by Scott's rule, times this. */
const FACTOR = 0.7

/**
 * One width for all kernels of a set: by Scott's rule, from the weighted variance of the coordinates and
 * of one more that is spread evenly, so that a few that happen to agree do not make needles.
 * @param coordinates NaN where a trial has none.
 * @param weights One for each trial; there may be more coordinates, which are left out.
 * @param so.dimensions How many sides the kernels have.
 * @param so.least No narrower than this.
 */
export function sharedWidth(
  coordinates: Float64Array,
  weights: Float64Array,
  so: { readonly dimensions: number; readonly least: number },
): number {
  let sum = 0
  let squares = 0
  let mean = 0
  for (let i = 0; i < weights.length; i++) {
    const x = coordinates[i] as number
    if (Number.isNaN(x)) continue
    const weight = weights[i] as number
    sum += weight
    squares += weight * weight
    mean += weight * x
  }
  if (sum === 0) return 1
  mean /= sum
  let variance = 0
  for (let i = 0; i < weights.length; i++) {
    const x = coordinates[i] as number
    if (!Number.isNaN(x)) variance += (weights[i] as number) * (x - mean) ** 2
  }
  // So many trials of the same weight would tell as much.
  const count = (sum * sum) / squares
  const spread = Math.sqrt((count * (variance / sum) + EVEN) / (count + 1))
  return Math.min(1, Math.max(so.least, FACTOR * spread * count ** (-1 / (4 + so.dimensions))))
}

/**
 * A width for each kernel: as far as the farther of its two neighbours is. The first and the last have
 * one neighbour, unless the ends of the side count.
 * @param sorted Coordinates, ascending.
 * @param so.endpoints Whether 0 and 1 are neighbours too.
 * @param so.least No narrower than this.
 */
export function neighbourWidths(
  sorted: Float64Array,
  so: { readonly endpoints: boolean; readonly least: number },
): Float64Array {
  const { endpoints, least } = so
  const last = sorted.length - 1
  const atEnds = endpoints || last === 0
  const widths = new Float64Array(sorted.length)
  for (let i = 0; i <= last; i++) {
    const x = sorted[i] as number
    const below = i > 0 ? (sorted[i - 1] as number) : atEnds ? 0 : x
    const above = i < last ? (sorted[i + 1] as number) : atEnds ? 1 : x
    const gap = x - below > above - x ? x - below : above - x
    widths[i] = gap < least ? least : gap
  }
  return widths
}
