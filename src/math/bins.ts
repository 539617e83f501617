/** Points whose coordinates are sorted into bins. */
export interface BinsInit {
  /** Each with all coordinates; NaN where it lacks one. */
  readonly points: readonly ArrayLike<number>[]
  /** Whether each coordinate stands for a category: equal or not, and nothing between. */
  readonly isCategory: readonly boolean[]
  /** How many bins a number may have, 2 to 250. */
  readonly maxBins: number
}

/** How many bins a category may have, so that their codes fit into bytes. */
const MAX_CATEGORIES = 250

/** The bin of all that lacks the coordinate. */
export const MISSING = 0

/**
 * Sorts points into bins, coordinate by coordinate, so that trees may be grown on small whole numbers.
 * Bin 0 is for those that lack the coordinate. Bins of numbers follow their order, and hold about as many
 * points each; of categories, each has one, except for those that are too many: the rarest, and those
 * that no point has, share bin 1.
 */
export class Bins {
  readonly isCategory: readonly boolean[]
  /** How many bins each coordinate has, bin 0 among them. */
  readonly sizes: Int32Array
  readonly #columns: readonly (Float64Array | ReadonlyMap<number, number>)[]

  constructor({ points, isCategory, maxBins }: BinsInit) {
    this.isCategory = isCategory
    this.#columns = isCategory.map((categorical, k) => {
      const column: number[] = []
      for (const point of points) {
        const x = point[k] as number
        if (!Number.isNaN(x)) column.push(x)
      }
      return categorical ? codesOf(column) : edgesOf(column, maxBins)
    })
    this.sizes = Int32Array.from(this.#columns, (column) =>
      column instanceof Float64Array ? column.length + 2 : column.size + 2,
    )
  }

  /** Writes the bins of a point into `codes`, one for each coordinate, from `offset` on. */
  encode(point: ArrayLike<number>, codes: Uint8Array, offset: number): void {
    const columns = this.#columns
    for (let k = 0; k < columns.length; k++) {
      const column = columns[k] as Float64Array | ReadonlyMap<number, number>
      const x = point[k] as number
      if (Number.isNaN(x)) codes[offset + k] = MISSING
      else if (column instanceof Float64Array) codes[offset + k] = 1 + countBelow(column, x)
      else codes[offset + k] = column.get(x) ?? 1
    }
  }
}

/** Codes from 2 on, in the order of first appearance. */
function codesOf(column: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const x of column) counts.set(x, (counts.get(x) ?? 0) + 1)
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_CATEGORIES)
  return new Map(common.map(([x], i) => [x, i + 2]))
}

/** Half-way between values that differ: between all where they are few. Ascending. */
function edgesOf(column: readonly number[], maxBins: number): Float64Array {
  const sorted = Float64Array.from(column).sort()
  const distinct = sorted.filter((x, i) => i === 0 || x !== sorted[i - 1])
  if (distinct.length <= maxBins) {
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
      half(distinct[i] as number, distinct[i + 1] as number),
    )
  }
  const edges: number[] = []
  for (let bin = 1; bin < maxBins; bin++) {
    const at = Math.floor((bin * sorted.length) / maxBins)
    const below = sorted[at - 1] as number
    const above = sorted[at] as number
    if (below === above) continue
    const edge = half(below, above)
    if (edge !== edges.at(-1)) edges.push(edge)
  }
  return Float64Array.from(edges)
}

function half(below: number, above: number): number {
  const middle = below + (above - below) / 2
  // Between neighbours there is nothing: the edge belongs to what is below it.
  return middle < above ? middle : below
}

/** How many of ascending numbers are below x. */
function countBelow(ascending: Float64Array, x: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < x) low = middle + 1
    else high = middle
  }
  return low
}
