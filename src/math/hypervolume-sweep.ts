/** Two or more finite numbers, smaller is better. */
type Point = ArrayLike<number>

/** The area that points dominate in their first two objectives, up to `reference`. O(n log n). */
export function area(points: readonly Point[], reference: Point): number {
  const right = reference[0] as number
  let top = reference[1] as number
  let sum = 0
  for (const point of [...points].sort((a, b) => (a[0] as number) - (b[0] as number))) {
    const y = point[1] as number
    if (y >= top) continue
    sum += (right - (point[0] as number)) * (top - y)
    top = y
  }
  return sum
}

/**
 * The volume that points dominate in their first three objectives, up to `reference`: slices along the
 * third, whose area grows from one point to the next. O(n log n), besides moves of memory.
 */
export function volume(points: readonly Point[], reference: Point): number {
  const sorted = [...points].sort((a, b) => (a[2] as number) - (b[2] as number))
  const stairs = new Stairs(reference)
  let sum = 0
  for (const [i, point] of sorted.entries()) {
    stairs.insert(point[0] as number, point[1] as number)
    const next = sorted[i + 1] ?? reference
    sum += stairs.area * ((next[2] as number) - (point[2] as number))
  }
  return sum
}

/** The area under points of which none dominates another, from left to right. */
class Stairs {
  area = 0
  readonly #right: number
  readonly #top: number
  readonly #xs: number[] = []
  readonly #ys: number[] = []

  constructor(reference: Point) {
    this.#right = reference[0] as number
    this.#top = reference[1] as number
  }

  insert(x: number, y: number): void {
    const xs = this.#xs
    const ys = this.#ys
    const first = this.#find(x)
    if (first > 0 && (ys[first - 1] as number) <= y) return
    if (xs[first] === x && (ys[first] as number) <= y) return
    let left = x
    let top = ys[first - 1] ?? this.#top
    let end = first
    for (; end < xs.length && (ys[end] as number) >= y; end++) {
      this.area += ((xs[end] as number) - left) * (top - y)
      left = xs[end] as number
      top = ys[end] as number
    }
    this.area += ((xs[end] ?? this.#right) - left) * (top - y)
    xs.splice(first, end - first, x)
    ys.splice(first, end - first, y)
  }

  /** The first point that is not left of x. */
  #find(x: number): number {
    let low = 0
    let high = this.#xs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#xs[middle] as number) < x) low = middle + 1
      else high = middle
    }
    return low
  }
}
