import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crowdingDistances } from '../../src/math/crowding-distance.ts'

const { POSITIVE_INFINITY: INF, NEGATIVE_INFINITY, MAX_VALUE } = Number

describe('crowdingDistances', () => {
  it.each([
    ['none', [], []],
    ['one', [[1, 2]], [0]],
    [
      'two',
      [
        [0, 1],
        [1, 0],
      ],
      [INF, INF],
    ],
    [
      'three',
      [
        [0, 4],
        [1, 1],
        [4, 0],
      ],
      [INF, 2, INF],
    ],
    [
      'four, in any order',
      [
        [4, 0],
        [1, 2],
        [0, 4],
        [2, 1],
      ],
      [INF, 0.5 + 0.75, INF, 0.75 + 0.5],
    ],
    ['one objective', [[3], [0], [1]], [INF, INF, 1]],
    [
      'equals in the middle',
      [
        [0, 4],
        [2, 2],
        [2, 2],
        [2, 2],
        [4, 0],
      ],
      [INF, 1, 0, 1, INF],
    ],
    [
      'all equal',
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      [0, 0, 0],
    ],
    [
      'one objective that is always the same',
      [
        [0, 7],
        [1, 7],
        [4, 7],
      ],
      [INF, 1, INF],
    ],
    [
      'infinities as ends',
      [
        [NEGATIVE_INFINITY, INF],
        [1, 3],
        [0, 4],
        [2, 2],
      ],
      [INF, 2, INF, INF],
    ],
    ['numbers as far apart as they come', [[-MAX_VALUE], [0], [MAX_VALUE]], [INF, 1, INF]],
  ])('of %s', (_, points, expected) => {
    const distances = crowdingDistances(points)
    expect(distances).toHaveLength(expected.length)
    for (const [i, distance] of distances.entries()) expect(distance).toBeCloseTo(expected[i] ?? 0)
  })

  it('are never NaN or negative, and do not depend on scale', () => {
    const number = fc.oneof(
      fc.integer({ min: -4, max: 4 }),
      fc.constantFrom(INF, NEGATIVE_INFINITY, MAX_VALUE, -MAX_VALUE),
    )
    const tame = fc.integer({ min: -50, max: 50 })
    const points = (one: fc.Arbitrary<number>): fc.Arbitrary<number[][]> =>
      fc
        .integer({ min: 1, max: 3 })
        .chain((m) => fc.array(fc.array(one, { minLength: m, maxLength: m }), { maxLength: 12 }))
    fc.assert(
      fc.property(points(number), (some) => {
        expect([...crowdingDistances(some)].every((distance) => distance >= 0)).toBe(true)
      }),
    )
    fc.assert(
      fc.property(points(tame), (some) => {
        const scaled = some.map((point) => point.map((x, k) => 3 + x * 10 ** k))
        const distances = crowdingDistances(some)
        crowdingDistances(scaled).forEach((distance, i) => {
          expect(distance === distances[i] || Math.abs(distance - (distances[i] ?? 0)) < 1e-9).toBe(
            true,
          )
        })
      }),
    )
  })
})
