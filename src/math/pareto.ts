/**
 * Whether `a` is at least as good as `b` in everything and better in something; larger is better. A
 * point that is NaN anywhere is dominated by every point that is not, and dominates none.
 */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isBetter = false
  let isWorse = false
  for (let i = 0; i < a.length; i++) {
    const mine = a[i] as number
    const other = b[i] as number
    if (mine > other) isBetter = true
    else if (mine < other) isWorse = true
    // One of the two is NaN.
    else if (mine !== other) return isMeasured(a) && !isMeasured(b)
  }
  return isBetter && !isWorse
}

/** Whether nothing of it is NaN. */
export function isMeasured(point: readonly number[]): boolean {
  return !point.some(Number.isNaN)
}

/**
 * Sorts points into fronts, best first: nobody dominates those of the first, only those of the first
 * dominate those of the second, and so on. Each front has indices of `points`, ascending; points that
 * are NaN anywhere are the last front. O(n log n) for one or two objectives; for m of them O(m n²) at
 * worst (the efficient non-dominated sort with binary search of Zhang et al., IEEE Transactions on
 * Evolutionary Computation 19, 2015).
 */
export function nonDominatedSort(points: readonly (readonly number[])[]): number[][] {
  const at = (i: number): readonly number[] => points[i] as readonly number[]
  const all = points.map((_, i) => i)
  // Nobody is dominated by one that comes later in this order.
  const measured = all.filter((i) => isMeasured(at(i))).sort((a, b) => compare(at(b), at(a)))
  const fronts: number[][] = []
  for (const i of measured) {
    let low = 0
    let high = fronts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (hasDominator(fronts[middle] as number[], i)) low = middle + 1
      else high = middle
    }
    const front = fronts[low]
    if (front === undefined) fronts.push([i])
    else front.push(i)
  }
  for (const front of fronts) front.sort((a, b) => a - b)
  const rest = all.filter((i) => !isMeasured(at(i)))
  return rest.length === 0 ? fronts : [...fronts, rest]

  function hasDominator(front: readonly number[], i: number): boolean {
    const point = at(i)
    const last = front.length - 1
    // Of two objectives the first falls along a front, so that the second is best in the last of it.
    const first = point.length <= 2 ? last : 0
    for (let j = last; j >= first; j--) if (dominates(at(front[j] as number), point)) return true
    return false
  }
}

/** Orders points by their first difference, smaller first. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const mine = a[i] as number
    const other = b[i] as number
    if (mine !== other) return mine < other ? -1 : 1
  }
  return 0
}
