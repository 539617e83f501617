import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { farthestFirst } from '../../src/math/farthest-first.ts'
import { ParetoRanking } from '../../src/math/pareto-ranking.ts'
import { anyPoints, byDefinition } from './pareto-points.ts'

/** Points in order: front by front, each spread; what is NaN as it came. */
function ordered(
  points: readonly (readonly number[])[],
  taken: readonly number[] = [],
): readonly number[] {
  return byDefinition(points).flatMap((front) => {
    const members = front.map((i) => points[i] as readonly number[])
    const isNaN = members.some((member) => member.some(Number.isNaN))
    const first = front.filter((i) => taken.includes(i))
    if (isNaN) return [...first, ...front.filter((i) => !taken.includes(i))]
    const indices = first.map((i) => front.indexOf(i))
    return farthestFirst(members, members.length, indices).map((k) => front[k] as number)
  })
}

describe('ParetoRanking', () => {
  it('ranks front by front, and within a front by how well it is covered', () => {
    const ranking = new ParetoRanking()
    for (const point of [
      [1, 1],
      [0, 4],
      [2, 2],
      [4, 0],
      [Number.NaN, 9],
    ]) {
      ranking.insert(point)
    }
    expect([...ranking.best(new Set([0, 1, 2, 3, 4]), 5)]).toEqual([3, 1, 2, 0, 4])
    expect([0, 1, 2, 3, 4].map((item) => ranking.frontOf(item))).toEqual([2, 1, 1, 1, 3])
    expect(ranking.frontSize).toBe(3)
    expect(ranking.size).toBe(5)
  })

  it('knows at every moment who is among the best of all that came so far', () => {
    fc.assert(
      fc.property(anyPoints({ maxLength: 15 }), fc.nat(15), (points, limit) => {
        const ranking = new ParetoRanking()
        points.forEach((point, i) => {
          ranking.insert(point)
          const order = ordered(points.slice(0, i + 1))
          expect(order.map((item) => ranking.isAmongBest(item, limit))).toEqual(
            order.map((_, k) => k < limit),
          )
        })
      }),
    )
  })

  it('ranks on a front first who is taken, and then who complements them', () => {
    const ranking = new ParetoRanking()
    for (const x of [0, 1, 2, 3, 4]) ranking.insert([x, -x])
    const all = new Set([0, 1, 2, 3, 4])
    expect([...ranking.best(all, 3)]).toEqual([4, 0, 2])
    ranking.take(1)
    expect([...ranking.best(all, 3)]).toEqual([1, 4, 0])
    expect(ranking.isAmongBest(2, 3)).toBe(false)
    fc.assert(
      fc.property(
        anyPoints({ maxLength: 15 }),
        fc.uniqueArray(fc.nat(14)),
        fc.nat(15),
        (points, some, limit) => {
          const taken = some.filter((item) => item < points.length).sort((a, b) => a - b)
          const drawn = new ParetoRanking()
          points.forEach((point, i) => {
            drawn.insert(point)
            drawn.isAmongBest(i, limit)
            if (taken.includes(i)) drawn.take(i)
          })
          const order = ordered(points, taken)
          expect(order.map((item) => drawn.isAmongBest(item, limit))).toEqual(
            order.map((_, k) => k < limit),
          )
        },
      ),
    )
  })

  it('takes equals for one, and NaN for NaN', () => {
    fc.assert(
      fc.property(anyPoints({ maxLength: 15 }), fc.nat(15), (points, limit) => {
        const ranking = new ParetoRanking()
        for (const point of points) ranking.insert(point)
        const order = ordered(points)
        const key = (item: number): string =>
          points[item]?.some(Number.isNaN) === true
            ? 'NaN'
            : String(points[item]?.map((x) => x + 0))
        for (const item of order) {
          const first = order.findIndex((other) => key(other) === key(item))
          expect(ranking.equalsOneOfBest(item, limit)).toBe(first < limit)
        }
      }),
    )
  })

  it('finds the best of some', () => {
    fc.assert(
      fc.property(
        anyPoints({ maxLength: 15 }),
        fc.uniqueArray(fc.nat(14)),
        fc.array(fc.nat(16), { minLength: 1, maxLength: 3 }),
        (points, some, limits) => {
          const ranking = new ParetoRanking()
          for (const point of points) ranking.insert(point)
          const items = new Set(some.filter((item) => item < points.length))
          // Asked again for more or fewer, it does not take what it remembers for all that there is.
          for (const limit of limits) {
            const expected = ordered(points).slice(0, limit)
            expect([...ranking.best(items, limit)]).toEqual(
              expected.filter((item) => items.has(item)),
            )
          }
        },
      ),
    )
  })

  it('knows no point that did not come', () => {
    expect(() => new ParetoRanking().isAmongBest(0, 1)).toThrow(RangeError)
  })
})
