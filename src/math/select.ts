/**
 * The k-th smallest (counted from 0) of `values[from]` to `values[to − 1]`, which are reordered: what is
 * smaller comes before it. No NaN; `from ≤ k < to`. On average in time linear in the length (Hoare, "Find",
 * 1961, with the median of three as pivot).
 */
export function select(values: Float64Array, k: number, from: number, to: number): number {
  let low = from
  let high = to - 1
  while (low < high) {
    const pivot = middle(
      values[low] as number,
      values[(low + high) >> 1] as number,
      values[high] as number,
    )
    let i = low
    let j = high
    while (i <= j) {
      while ((values[i] as number) < pivot) i++
      while ((values[j] as number) > pivot) j--
      if (i > j) break
      const value = values[i] as number
      values[i] = values[j] as number
      values[j] = value
      i++
      j--
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else break
  }
  return values[k] as number
}

function middle(a: number, b: number, c: number): number {
  if (a < b) {
    if (b < c) return b
    return a < c ? c : a
  }
  if (a < c) return a
  return b < c ? c : b
}
