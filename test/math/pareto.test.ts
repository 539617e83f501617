import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dominates, nonDominatedSort } from '../../src/math/pareto.ts'
import { anyPoints, byDefinition } from './pareto-points.ts'

describe('dominates', () => {
  it.each([
    [[1, 1], [0, 0], true],
    [[1, 0], [0, 0], true],
    [[0, 0], [0, 0], false],
    [[1, 0], [0, 1], false],
    [[0, 1, 1], [0, 1, 2], false],
    [[Number.POSITIVE_INFINITY, 0], [5, 0], true],
    [[0, 0], [Number.NEGATIVE_INFINITY, 0], true],
    [[0, 0], [-0, 0], false],
    [[-9, -9], [9, Number.NaN], true],
    [[Number.NaN, 9], [-9, -9], false],
    [[Number.NaN, 9], [Number.NaN, 1], false],
    [[Number.NaN, 9], [1, Number.NaN], false],
  ])('%o over %o: %o', (a, b, expected) => {
    expect(dominates(a, b)).toBe(expected)
  })

  it('is a strict order', () => {
    fc.assert(
      fc.property(anyPoints({ length: 3 }), ([a = [], b = [], c = []]) => {
        expect(dominates(a, a)).toBe(false)
        if (dominates(a, b)) expect(dominates(b, a)).toBe(false)
        if (dominates(a, b) && dominates(b, c)) expect(dominates(a, c)).toBe(true)
      }),
    )
  })
})

describe('nonDominatedSort', () => {
  it('sorts into fronts', () => {
    const points = [
      [1, 1],
      [3, 1],
      [1, 3],
      [2, 2],
      [0, 0],
      [3, 1],
    ]
    expect(nonDominatedSort(points)).toEqual([[1, 2, 3, 5], [0], [4]])
  })

  it('has nothing to sort in nothing', () => {
    expect(nonDominatedSort([])).toEqual([])
  })

  it('puts what is NaN anywhere behind everything, in one front', () => {
    const points = [
      [9, Number.NaN],
      [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [Number.NaN, Number.NaN],
    ]
    expect(nonDominatedSort(points)).toEqual([[1], [0, 2]])
  })

  it('is what the definition says', () => {
    fc.assert(
      fc.property(anyPoints({ maxLength: 25 }), (points) => {
        expect(nonDominatedSort(points)).toEqual(byDefinition(points))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['one front of 100,000', (i: number) => [i, -i], 1],
    ['100,000 fronts of one', (i: number) => [i, i], 100_000],
  ])('does not compare each of two objectives with each: %s', (_, pointAt, fronts) => {
    const points = Array.from({ length: 100_000 }, (_, i) => pointAt((i * 7919) % 100_000))
    // With n²/2 comparisons it would take minutes.
    expect(nonDominatedSort(points)).toHaveLength(fronts)
  })
})
