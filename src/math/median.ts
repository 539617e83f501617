import type { SortedNumbers } from './quantile.ts'

/**
 * The middle number, or the mean of the two in the middle, rounded as `numpy.median` has it. Undefined
 * when there are no numbers.
 *
 * Unlike there, numbers that are not finite do not spread: where one of the two in the middle is not
 * finite the other is the answer, and of two that are not finite the lower.
 */
export function median(sorted: SortedNumbers): number | undefined {
  const half = Math.floor(sorted.size / 2)
  if (sorted.size % 2 === 1) return sorted.at(half)
  if (half === 0) return undefined
  const lower = sorted.at(half - 1)
  const upper = sorted.at(half)
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) {
    return Number.isFinite(upper) ? upper : lower
  }
  const mean = (lower + upper) / 2
  // The sum of two numbers near the largest that there are is none.
  return Number.isFinite(mean) ? mean : lower / 2 + upper / 2
}
