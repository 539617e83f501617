/** Boxes that do not overlap, one after the other; a lower bound may be −∞. */
export interface Boxes {
  readonly count: number
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/**
 * All that none of the points dominates and that is better than `reference`, cut into boxes; smaller is
 * better. Each point in turn takes out of every box what it dominates, which leaves at most one box for
 * each objective. Two objectives give a box for each point of the front and one more; more objectives
 * give several.
 *
 * @param points Those that are not better than the reference in everything are without effect.
 */
export function undominatedBoxes(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): Boxes {
  const m = reference.length
  let boxes: Box[] = [
    { lower: reference.map(() => Number.NEGATIVE_INFINITY), upper: [...reference] },
  ]
  const inside = points.filter((point) => point.every((x, k) => x < (reference[k] as number)))
  for (const point of inside.sort((a, b) => (a[m - 1] as number) - (b[m - 1] as number))) {
    boxes = boxes.flatMap((box) => without(box, point))
  }
  return {
    count: boxes.length,
    lower: Float64Array.from(boxes.flatMap(({ lower }) => lower)),
    upper: Float64Array.from(boxes.flatMap(({ upper }) => upper)),
  }
}

interface Box {
  readonly lower: readonly number[]
  readonly upper: readonly number[]
}

/** What is left of a box that a point dominates a part of. */
function without(box: Box, point: readonly number[]): readonly Box[] {
  if (point.some((x, k) => x >= (box.upper[k] as number))) return [box]
  const left: Box[] = []
  let { lower } = box
  for (const [k, x] of point.entries()) {
    if (x <= (lower[k] as number)) continue
    left.push({ lower, upper: box.upper.with(k, x) })
    lower = lower.with(k, x)
  }
  return left
}
