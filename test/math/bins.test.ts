import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bins } from '../../src/math/bins.ts'
import { nextUp } from '../../src/math/next-up.ts'

function codesOf(bins: Bins, points: readonly (readonly number[])[]): number[][] {
  const width = bins.sizes.length
  const codes = new Uint8Array(points.length * width + 1)
  for (const [i, point] of points.entries()) bins.encode(point, codes, 1 + i * width)
  expect(codes[0]).toBe(0)
  return points.map((_, i) => Array.from(codes.slice(1 + i * width, 1 + (i + 1) * width)))
}

describe('Bins', () => {
  it('gives each of a few numbers a bin, with edges half-way between', () => {
    const points = [[0.5], [0.1], [0.9], [0.1]]
    const bins = new Bins({ points, isCategory: [false], maxBins: 16 })
    expect([...bins.sizes]).toEqual([4])
    expect(codesOf(bins, [[0.1], [0.5], [0.9], [-5], [0.29], [0.31], [0.69], [0.71], [5]])).toEqual(
      [[1], [2], [3], [1], [1], [2], [2], [3], [3]],
    )
  })

  it('has bin 0 for what lacks the coordinate', () => {
    const points = [
      [Number.NaN, 0.2],
      [0.5, Number.NaN],
      [0.7, 0.2],
    ]
    const bins = new Bins({ points, isCategory: [false, true], maxBins: 16 })
    expect(codesOf(bins, [...points, [Number.NaN, Number.NaN]])).toEqual([
      [0, 2],
      [1, 0],
      [2, 2],
      [0, 0],
    ])
  })

  it('knows nothing where there is nothing to know', () => {
    const bins = new Bins({ points: [], isCategory: [false, true], maxBins: 16 })
    expect([...bins.sizes]).toEqual([2, 2])
    expect(codesOf(bins, [[0.3, 0.3]])).toEqual([[1, 1]])
  })

  it('puts categories that it has not seen into one bin', () => {
    const points = [[0.25], [0.75], [0.75]]
    const bins = new Bins({ points, isCategory: [true], maxBins: 16 })
    const [[rare], [common], [unseen]] = codesOf(bins, [[0.25], [0.75], [0.5]]) as [
      number[],
      number[],
      number[],
    ]
    expect(unseen).toBe(1)
    expect(new Set([rare, common, unseen]).size).toBe(3)
  })

  it('of too many categories the most frequent have bins of their own', () => {
    const points = Array.from({ length: 1000 }, (_, i) => [i < 500 ? i % 50 : i])
    const bins = new Bins({ points, isCategory: [true], maxBins: 16 })
    expect(bins.sizes[0]).toBeLessThanOrEqual(256)
    const frequent = codesOf(
      bins,
      Array.from({ length: 50 }, (_, i) => [i]),
    ).flat()
    expect(new Set(frequent).size).toBe(50)
    expect(frequent).not.toContain(1)
    expect(codesOf(bins, [[999]])).toEqual([[1]])
  })

  it('keeps the order of numbers, and fills bins about evenly', () => {
    const numbers = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(numbers, fc.integer({ min: 2, max: 32 }), (values, maxBins) => {
        const points = values.map((value) => [value])
        const bins = new Bins({ points, isCategory: [false], maxBins })
        expect(bins.sizes[0]).toBeLessThanOrEqual(maxBins + 1)
        const sorted = values.toSorted((a, b) => a - b)
        const codes = codesOf(
          bins,
          sorted.map((value) => [value]),
        ).flat()
        for (const [i, code] of codes.entries()) {
          expect(code).toBeGreaterThanOrEqual(codes[i - 1] ?? 1)
          expect(code).toBeLessThan(bins.sizes[0] as number)
          if (sorted[i] === sorted[i - 1]) expect(code).toBe(codes[i - 1])
        }
        if (new Set(values).size !== values.length) return
        const counts = new Map<number, number>()
        for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
        const fair = Math.ceil(values.length / maxBins)
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(fair)
      }),
    )
  })

  it('tells neighbours apart between which there is no number', () => {
    const low = 0.3
    const points = [[low], [nextUp(low)]]
    const bins = new Bins({ points, isCategory: [false], maxBins: 16 })
    expect(codesOf(bins, points)).toEqual([[1], [2]])
  })
})
