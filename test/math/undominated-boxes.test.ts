import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hypervolume } from '../../src/math/hypervolume.ts'
import { Random } from '../../src/math/random.ts'
import { undominatedBoxes } from '../../src/math/undominated-boxes.ts'
import type { Boxes } from '../../src/math/undominated-boxes.ts'

/** Points with coordinates that are often equal, some of them outside the reference. */
const anyPoints = fc.integer({ min: 1, max: 4 }).chain((m) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: m, maxLength: m }), {
    maxLength: 12,
    minLength: 1,
  }),
)

const LIMIT = 10

function boxesAround({ count, lower, upper }: Boxes, y: readonly number[]): number {
  const m = y.length
  return Array.from({ length: count }, (_, i) => i).filter((i) =>
    y.every((x, k) => x >= (lower[i * m + k] as number) && x < (upper[i * m + k] as number)),
  ).length
}

describe('undominatedBoxes', () => {
  it('is the whole where there are no points', () => {
    const { count, lower, upper } = undominatedBoxes([], [1, 2])
    expect(count).toBe(1)
    expect([...lower]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect([...upper]).toEqual([1, 2])
  })

  it('of two objectives is a strip for each point and one more', () => {
    const { count, lower, upper } = undominatedBoxes(
      [
        [0, 2],
        [1, 1],
        [2, 0],
      ],
      [3, 3],
    )
    expect(count).toBe(4)
    const corners = Array.from({ length: count }, (_, i) => [upper[2 * i], upper[2 * i + 1]].join())
    expect(corners.toSorted()).toEqual(['0,3', '1,2', '2,1', '3,0'])
    expect(lower.length).toBe(8)
  })

  it('covers each point once if nobody dominates it, and else never', () => {
    fc.assert(
      fc.property(anyPoints, fc.nat(), (points, seed) => {
        const random = Random.fromSeed(seed)
        const m = points[0]?.length ?? 1
        const boxes = undominatedBoxes(
          points,
          Array.from({ length: m }, () => LIMIT),
        )
        for (let n = 0; n < 30; n++) {
          const y = Array.from({ length: m }, () => random.uniform(-1, LIMIT + 1))
          const isInside = y.every((x) => x < LIMIT)
          const isDominated = points.some((point) => point.every((x, k) => x <= (y[k] as number)))
          expect(boxesAround(boxes, y)).toBe(isInside && !isDominated ? 1 : 0)
        }
      }),
    )
  })

  it('is together with the hypervolume all that there is', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const m = points[0]?.length ?? 1
        const reference = Array.from({ length: m }, () => LIMIT)
        const { count, lower, upper } = undominatedBoxes(points, reference)
        let volume = 0
        for (let i = 0; i < count; i++) {
          let product = 1
          for (let k = i * m; k < (i + 1) * m; k++) {
            product *= (upper[k] as number) - Math.max(lower[k] as number, 0)
          }
          volume += product
        }
        expect(volume + hypervolume(points, reference)).toBeCloseTo(LIMIT ** m, 6)
      }),
    )
  })
})
