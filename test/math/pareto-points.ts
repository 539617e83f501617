import * as fc from 'fast-check'

type Points = readonly (readonly number[])[]

/** Few different numbers, so that there are ties and equals; some are odd. */
const coordinate = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 5 }), weight: 8 },
  { arbitrary: fc.double({ min: 0, max: 5, noNaN: true }), weight: 3 },
  {
    arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
    weight: 1,
  },
)

/** Points of one to four objectives, all of the same number. */
export function anyPoints({
  length,
  maxLength = length ?? 20,
}: {
  readonly length?: number
  readonly maxLength?: number
}): fc.Arbitrary<Points> {
  return fc.integer({ min: 1, max: 4 }).chain((objectives) =>
    fc.array(fc.array(coordinate, { minLength: objectives, maxLength: objectives }), {
      minLength: length ?? 0,
      maxLength,
    }),
  )
}

/** Fronts by peeling off, again and again, whom nobody that is left beats. */
export function byDefinition(points: Points): number[][] {
  const beats = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((x) => !Number.isNaN(x)) &&
    (b.some((x) => Number.isNaN(x)) ||
      (a.every((x, k) => x >= (b[k] as number)) && a.some((x, k) => x > (b[k] as number))))
  const fronts: number[][] = []
  let left = points.map((_, i) => i)
  while (left.length > 0) {
    const front = left.filter(
      (i) =>
        !left.some((j) => beats(points[j] as readonly number[], points[i] as readonly number[])),
    )
    fronts.push(front)
    left = left.filter((i) => !front.includes(i))
  }
  return fronts
}
