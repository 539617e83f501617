/** Points as a model sees them. */
export interface Points {
  readonly size: number
  /** How many coordinates a point has. */
  readonly width: number
  /** How many of them, the first ones, are categories: whole numbers without an order. */
  readonly categories: number
  /** Point after point. */
  readonly rows: Float64Array
}

export type Shape = Pick<Points, 'width' | 'categories'>

export function pointsOf(list: readonly Float64Array[], { width, categories }: Shape): Points {
  const rows = new Float64Array(list.length * width)
  for (const [i, row] of list.entries()) rows.set(row, i * width)
  return { size: list.length, width, categories, rows }
}

/** One of them: a view. */
export function rowAt({ width, rows }: Points, i: number): Float64Array {
  return rows.subarray(i * width, (i + 1) * width)
}
