import { area, volume } from './hypervolume-sweep.ts'

/** One number for each objective. */
type Point = ArrayLike<number>

/**
 * The hypervolume that points dominate: the measure of all that is at least as good as one of them and
 * better than `reference` in everything. Smaller is better, unlike in `pareto.ts`. Points that are not
 * better than the reference in everything add nothing, nor do those that are NaN anywhere; one that is
 * −∞ makes it infinite.
 *
 * Exact. Two objectives take O(n log n), three as much besides moves of memory, each further one a
 * factor of n at worst: points are taken in from the worst in the last objective on, so that what one
 * shares with those that follow has an objective less (While, Bradstreet and Barone, "A Fast Way of
 * Calculating Exact Hypervolumes", IEEE Transactions on Evolutionary Computation 16, 2012).
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => isInside(point, reference))
  if (inside.some(isBoundless)) return Number.POSITIVE_INFINITY
  return measure(inside, reference, reference.length)
}

/**
 * What each point alone adds to the hypervolume of all: 0 for one that another dominates or equals. It
 * takes n times what {@link hypervolume} takes.
 */
export function hypervolumeContributions(points: readonly Point[], reference: Point): Float64Array {
  const inside = points.flatMap((point, i) => (isInside(point, reference) ? [i] : []))
  const at = (i: number): Point => points[i] as Point
  const contributions = new Float64Array(points.length)
  for (const i of inside) {
    const others = inside.filter((j) => j !== i).map(at)
    contributions[i] = addedHypervolume(at(i), others, reference)
  }
  return contributions
}

/** What a point adds to the hypervolume of others. See {@link hypervolume}. */
export function addedHypervolume(point: Point, others: readonly Point[], reference: Point): number {
  const size = reference.length
  if (!isInside(point, reference)) return 0
  if (others.some((other) => isAsGood(other, point, size))) return 0
  if (isBoundless(point)) return Number.POSITIVE_INFINITY
  const shared = others
    .filter((other) => isInside(other, reference))
    .map((other) => worseOf(other, point))
  return Math.max(0, box(point, reference, size) - measure(shared, reference, size))
}

/** The hypervolume in the first `size` objectives of points that are finite and inside. */
function measure(points: readonly Point[], reference: Point, size: number): number {
  if (points.length === 0) return 0
  if (points.length === 1) return box(points[0] as Point, reference, size)
  if (size === 1) return Math.max(...points.map((point) => box(point, reference, 1)))
  if (size === 2) return area(points, reference)
  if (size === 3) return volume(points, reference)
  const last = size - 1
  const front = undominated(points, size)
  let sum = 0
  for (const [i, point] of front.entries()) {
    const shared = front.slice(0, i).map((other) => worseOf(other, point))
    const base = box(point, reference, last) - measure(shared, reference, last)
    sum += base * ((reference[last] as number) - (point[last] as number))
  }
  return sum
}

/** Of points that are equal one is kept. Sorted, the best in the last objective first. */
function undominated(points: readonly Point[], size: number): readonly Point[] {
  const last = size - 1
  const front: Point[] = []
  const sorted = [...points].sort((a, b) => {
    for (let k = last; k >= 0; k--) {
      const difference = (a[k] as number) - (b[k] as number)
      if (difference !== 0) return difference
    }
    return 0
  })
  for (const point of sorted) {
    if (!front.some((other) => isAsGood(other, point, last))) front.push(point)
  }
  return front
}

/** Whether `a` is at least as good as `b` in the first `size` objectives. */
function isAsGood(a: Point, b: Point, size: number): boolean {
  for (let k = 0; k < size; k++) if (!((a[k] as number) <= (b[k] as number))) return false
  return true
}

function worseOf(a: Point, b: Point): Point {
  // A plain array, because small typed ones take longer to make than to use.
  const worse: number[] = []
  for (let k = 0; k < a.length; k++) worse.push(Math.max(a[k] as number, b[k] as number))
  return worse
}

function box(point: Point, reference: Point, size: number): number {
  let product = 1
  for (let k = 0; k < size; k++) product *= (reference[k] as number) - (point[k] as number)
  return product
}

function isInside(point: Point, reference: Point): boolean {
  for (let k = 0; k < reference.length; k++) {
    if (!((point[k] as number) < (reference[k] as number))) return false
  }
  return true
}

function isBoundless(point: Point): boolean {
  return Array.prototype.includes.call(point, Number.NEGATIVE_INFINITY)
}
