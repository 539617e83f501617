/** Numbers in ascending order, NaN first. */
export interface SortedNumbers {
  readonly size: number
  at(k: number): number
}

/**
 * The value below which the share `q` (0 to 1) of the numbers lies, as `numpy.percentile` has it
 * (linear interpolation at position (n − 1)·q; method 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", 1996), also in how it rounds. Undefined when there are no numbers.
 *
 * Unlike there, numbers that are not finite do not spread: where one of the two neighbours is not
 * finite there is nothing to interpolate, and the nearer neighbour is the answer; half way between
 * them the finite one, and of two that are not finite the lower.
 */
export function quantile(sorted: SortedNumbers, q: number): number | undefined {
  const last = sorted.size - 1
  if (last < 0) return undefined
  const position = last * q
  if (position >= last) return sorted.at(last)
  const index = Math.floor(position)
  const lower = sorted.at(index)
  const upper = sorted.at(index + 1)
  const share = position - index
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) {
    if (share === 0.5) return Number.isFinite(upper) ? upper : lower
    return share < 0.5 ? lower : upper
  }
  const span = upper - lower
  // Only numbers near the largest that there are lie further apart than that.
  if (span === Number.POSITIVE_INFINITY) return lower * (1 - share) + upper * share
  return share < 0.5 ? lower + span * share : upper - span * (1 - share)
}
