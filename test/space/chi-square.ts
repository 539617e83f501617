/** Pearson's statistic of counts against expected shares, and what one in 10,000 fair draws exceeds. */
export function chiSquare(
  counts: readonly number[],
  shares: readonly number[],
): { readonly statistic: number; readonly limit: number } {
  const draws = counts.reduce((sum, count) => sum + count, 0)
  const whole = shares.reduce((sum, share) => sum + share, 0)
  const statistic = counts.reduce((sum, count, i) => {
    const expected = (draws * (shares[i] ?? 0)) / whole
    return sum + (count - expected) ** 2 / expected
  }, 0)
  // Wilson and Hilferty's approximation of the quantile, at z = 3.719.
  const df = shares.length - 1
  const spread = 2 / (9 * df)
  return { statistic, limit: df * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3 }
}
