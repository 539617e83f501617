import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { farthestFirst } from '../../src/math/farthest-first.ts'

const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number

const point = fc.array(fc.double({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true }), {
  minLength: 2,
  maxLength: 2,
})

/** Scaled to the unit square. */
function scaled(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const ends = [0, 1].map((k) => {
    const values = points.map((p) => p[k] as number)
    return [Math.min(...values), Math.max(...values)] as const
  })
  return points.map((p) =>
    p.map((x, k) => {
      const [least, most] = ends[k] as readonly [number, number]
      return most > least ? (x - least) / (most - least) : 0.5
    }),
  )
}

describe('farthestFirst', () => {
  it('goes from the best in the first coordinate to the other end, and then halves the gaps', () => {
    const line = [0, 1, 2, 3, 4].map((x) => [x, -x])
    expect(farthestFirst(line)).toEqual([4, 0, 2, 1, 3])
  })

  it('takes coordinates of different size for equal', () => {
    const points = [
      [0, 1000],
      [0.002, 990],
      [0.0005, 600],
      [0.001, 0],
    ]
    expect(farthestFirst(points)).toEqual([1, 3, 0, 2])
  })

  it('leaves equals for the end, as they came', () => {
    expect(
      farthestFirst([
        [1, 0],
        [0, 1],
        [1, 0],
        [0, 1],
        [0.5, 0.5],
      ]),
    ).toEqual([0, 1, 4, 2, 3])
  })

  it.each([
    ['none', [], []],
    ['one', [[7, 7]], [0]],
    ['all equal', [[1], [1], [1]], [0, 1, 2]],
    [
      'infinities are the ends',
      [
        [0, POSITIVE_INFINITY],
        [1, 0],
        [POSITIVE_INFINITY, NEGATIVE_INFINITY],
      ],
      [2, 0, 1],
    ],
    [
      'the largest numbers',
      [
        [Number.MAX_VALUE, -Number.MAX_VALUE],
        [0, 0],
        [-Number.MAX_VALUE, Number.MAX_VALUE],
      ],
      [0, 2, 1],
    ],
  ])('%s', (_, points, expected) => {
    expect(farthestFirst(points)).toEqual(expected)
  })

  it('gives no more than are asked for', () => {
    const line = [0, 1, 2, 3, 4].map((x) => [x, -x])
    expect(farthestFirst(line, 3)).toEqual([4, 0, 2])
    expect(farthestFirst(line, 0)).toEqual([])
    expect(farthestFirst(line, 9)).toHaveLength(5)
  })

  it('goes on from those that are taken', () => {
    const line = [0, 1, 2, 3, 4].map((x) => [x, -x])
    expect(farthestFirst(line, 5, [1])).toEqual([1, 4, 0, 2, 3])
    expect(farthestFirst(line, 4, [2, 3])).toEqual([2, 3, 0, 1])
    expect(farthestFirst(line, 1, [3, 2])).toEqual([3])
    expect(farthestFirst([[1], [1], [1]], 3, [2])).toEqual([2, 0, 1])
  })

  it('takes next whoever is farthest from all before, and everybody once', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 15 }), (points) => {
        const order = farthestFirst(points)
        expect(order.toSorted((a, b) => a - b)).toEqual(points.map((_, i) => i))
        const first = points[order[0] as number]?.[0] as number
        expect(first).toBe(Math.max(...points.map(([x]) => x as number)))

        const unit = scaled(points)
        const gap = (i: number, chosen: readonly number[]): number =>
          Math.min(
            ...chosen.map((j) =>
              Math.hypot(...(unit[i] as number[]).map((x, k) => x - (unit[j]?.[k] as number))),
            ),
          )
        for (let n = 1; n < order.length; n++) {
          const chosen = order.slice(0, n)
          const widest = Math.max(...order.slice(n).map((i) => gap(i, chosen)))
          expect(gap(order[n] as number, chosen)).toBeCloseTo(widest, 6)
        }
      }),
    )
  })

  it('covers all with every beginning: nobody is farther from it than its members from each other', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 20 }), fc.nat(), (points, seed) => {
        const order = farthestFirst(points)
        const unit = scaled(points)
        const distance = (i: number, j: number): number =>
          Math.hypot(...(unit[i] as number[]).map((x, k) => x - (unit[j]?.[k] as number)))
        const chosen = order.slice(0, 2 + (seed % (points.length - 2)))
        const rest = order.slice(chosen.length)
        const apart = chosen.flatMap((i, n) => chosen.slice(0, n).map((j) => distance(i, j)))
        const away = rest.map((i) => Math.min(...chosen.map((j) => distance(i, j))))
        expect(Math.max(...away)).toBeLessThanOrEqual(Math.min(...apart) + 1e-9)
      }),
    )
  })
})
