/**
 * An order in which every beginning covers all of the points well (an ε-net): first the best in the
 * first coordinate, then always the one that is farthest from all before it; of equals the one that
 * comes first in `points`. Where some are `taken` they come first, and the others after them.
 * Distances are Euclidean, each coordinate scaled to its range; infinities count as the ends of the
 * range. Returns the indices of the first `count`, in O(n · count).
 *
 * Clarkson, "Nearest-Neighbor Searching and Metric Space Dimensions", 2006, §4.
 */
export function farthestFirst(
  points: readonly (readonly number[])[],
  count: number = points.length,
  taken: readonly number[] = [],
): readonly number[] {
  const dimensions = points[0]?.length ?? 0
  const scaled = scale(points, dimensions)
  const distance = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY)
  const order: number[] = []
  const first = points.reduce(
    (best, point, i) => ((point[0] as number) > (points[best]?.[0] as number) ? i : best),
    0,
  )
  let next = taken[0] ?? first
  while (order.length < Math.min(count, points.length)) {
    order.push(next)
    const chosen = next * dimensions
    // Nobody is chosen twice, not even where all that are left have an equal among the chosen.
    distance[next] = -1
    let farthest = -1
    for (let i = 0; i < distance.length; i++) {
      let near = distance[i] as number
      if (near < 0) continue
      const squared = squaredDistance(scaled, i * dimensions, chosen, dimensions)
      if (squared < near) {
        near = squared
        distance[i] = near
      }
      if (near > farthest) {
        farthest = near
        next = i
      }
    }
    next = taken[order.length] ?? next
  }
  return order
}

/** All points in one array, each coordinate between 0 and 1. */
function scale(points: readonly (readonly number[])[], dimensions: number): Float64Array {
  const scaled = new Float64Array(points.length * dimensions)
  for (let k = 0; k < dimensions; k++) {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const point of points) {
      const x = point[k] as number
      if (!Number.isFinite(x)) continue
      if (x < least) least = x
      if (x > most) most = x
    }
    points.forEach((point, i) => {
      scaled[i * dimensions + k] = between(point[k] as number, least, most)
    })
  }
  return scaled
}

function between(x: number, least: number, most: number): number {
  if (!Number.isFinite(x)) return x > 0 ? 1 : 0
  // Halves, because the range itself may be beyond the largest number.
  return most > least ? (x / 2 - least / 2) / (most / 2 - least / 2) : 0.5
}

function squaredDistance(points: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0
  for (let k = 0; k < dimensions; k++) {
    const gap = (points[a + k] as number) - (points[b + k] as number)
    sum += gap * gap
  }
  return sum
}
