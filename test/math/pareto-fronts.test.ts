import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ParetoFronts } from '../../src/math/pareto-fronts.ts'
import { anyPoints, byDefinition } from './pareto-points.ts'

describe('ParetoFronts', () => {
  it('has at every moment the fronts of all that came so far', () => {
    fc.assert(
      fc.property(anyPoints({ maxLength: 25 }), (points) => {
        const fronts = new ParetoFronts()
        points.forEach((point, i) => {
          expect(fronts.insert(point)).toBe(i)
          expect(fronts.point(i)).toBe(point)
          expect(fronts.size).toBe(i + 1)
          expect(fronts.fronts).toEqual(byDefinition(points.slice(0, i + 1)))
        })
      }),
      { numRuns: 500 },
    )
  })

  it('leaves the arrays of the fronts alone that stay as they are', () => {
    const fronts = new ParetoFronts()
    for (const point of [
      [5, 5],
      [4, 4],
      [1, 1],
    ]) {
      fronts.insert(point)
    }
    const [first, second, third] = fronts.fronts
    fronts.insert([3, 5])
    expect(fronts.fronts[0]).toBe(first)
    expect(fronts.fronts[1]).not.toBe(second)
    expect(second).toEqual([1])
    expect(fronts.fronts[2]).toBe(third)
    // All of a front is pushed down by one that beats it: those below are the same ones.
    fronts.insert([6, 6])
    expect(fronts.fronts[1]).toBe(first)
    expect(fronts.fronts[3]).toBe(third)
  })

  it.each([
    ['one front', (i: number) => [i, -i]],
    ['each a front, the best last', (i: number) => [i, i]],
    ['each a front, the best first', (i: number) => [-i, -i]],
    ['at random', (i: number) => [(i * 7919) % 10_007, (i * 104_729) % 10_009]],
  ])('takes thousands: %s', (_, pointAt) => {
    const fronts = new ParetoFronts()
    for (let i = 0; i < 2000; i++) fronts.insert(pointAt(i))
    expect(fronts.fronts.flat().toSorted((a, b) => a - b)).toEqual([...Array(2000).keys()])
  })
})
