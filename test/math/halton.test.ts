import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Halton } from '../../src/math/halton.ts'
import { Random } from '../../src/math/random.ts'

const scrambled = (dimension: number, seed = 1): Halton =>
  new Halton(dimension, Random.fromSeed(seed))

const PRIMES = [2, 3, 5, 7, 11, 13]

describe('Halton', () => {
  it.each([
    [0, [0, 0, 0, 0, 0, 0]],
    [1, [1 / 2, 1 / 3, 1 / 5, 1 / 7, 1 / 11, 1 / 13]],
    [2, [1 / 4, 2 / 3, 2 / 5, 2 / 7, 2 / 11, 2 / 13]],
    [3, [3 / 4, 1 / 9, 3 / 5, 3 / 7, 3 / 11, 3 / 13]],
    [7, [7 / 8, 5 / 9, 11 / 25, 1 / 49, 7 / 11, 7 / 13]],
    [
      999,
      [
        0.9052734375, 0.01417466849565615, 0.99552, 0.7734277384423157, 0.8407212622088657,
        0.9135184342284935,
      ],
    ],
  ])('gives the published point %i when it is not scrambled', (n, expected) => {
    const point = new Halton(6).point(n)
    for (const [d, x] of expected.entries()) expect(point[d]).toBeCloseTo(x, 14)
  })

  it.each([false, true])(
    'fills each slice of a coordinate evenly (scrambled: %s)',
    (isScrambled) => {
      const halton = isScrambled ? scrambled(6, 5) : new Halton(6)
      for (const [d, base] of PRIMES.entries()) {
        // Any base² points that follow one another have one in each of so many parts.
        const parts = base * base
        const slices = Array.from({ length: parts }, (_, i) =>
          // What lies on the lower end of its slice is rounded to either side.
          Math.floor((halton.point(17 + i)[d] as number) * parts + 1e-9),
        )
        expect(new Set(slices).size, `base ${base}`).toBe(parts)
      }
    },
  )

  it('has coordinates with large bases that are not alike once it is scrambled', () => {
    // Unscrambled, coordinates 30 and 31 (bases 127 and 131) climb side by side.
    const correlation = (halton: Halton, a: number, b: number): number => {
      const points = Array.from({ length: 100 }, (_, n) => halton.point(n))
      const mean = (d: number): number => points.reduce((sum, p) => sum + (p[d] as number), 0) / 100
      const [ma, mb] = [mean(a), mean(b)]
      const sum = (f: (x: number, y: number) => number): number =>
        points.reduce((s, p) => s + f((p[a] as number) - ma, (p[b] as number) - mb), 0)
      return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y))
    }
    expect(correlation(new Halton(200), 30, 31)).toBeGreaterThan(0.99)
    const halton = scrambled(200)
    expect(Math.abs(correlation(halton, 30, 31))).toBeLessThan(0.4)
    expect(Math.abs(correlation(halton, 190, 191))).toBeLessThan(0.4)
  })

  it('gives each point in any order, inside the cube', () => {
    const inOrder = scrambled(40)
    const points = Array.from({ length: 50 }, (_, n) => inOrder.point(n))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 49 }), (n) => {
        expect(scrambled(40).point(n)).toEqual(points[n])
      }),
      { numRuns: 20 },
    )
    fc.assert(
      fc.property(fc.maxSafeNat(), (n) => {
        expect(inOrder.point(n).every((x) => x >= 0 && x < 1)).toBe(true)
      }),
    )
  })

  it('keeps its first coordinates when there are more', () => {
    expect(scrambled(20).point(11).subarray(0, 5)).toEqual(scrambled(5).point(11))
  })

  it('is uniform at every point, from seed to seed', () => {
    const counts = Array.from({ length: 16 }, () => 0)
    for (let seed = 0; seed < 4096; seed++) {
      const [x = 0, y = 0] = scrambled(2, seed).point(0)
      const box = 4 * Math.floor(4 * x) + Math.floor(4 * y)
      counts[box] = (counts[box] as number) + 1
    }
    expect(Math.max(...counts.map((count) => Math.abs(count - 256)))).toBeLessThan(64)
  })

  it('may have no coordinates, or a thousand', () => {
    expect(new Halton(0).point(3)).toEqual(new Float64Array(0))
    const point = scrambled(1000).point(12345)
    expect(new Set(point).size).toBe(1000)
    expect(new Halton(1000).point(1)[999]).toBe(1 / 7919)
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('has no point %d', (n) => {
    expect(() => new Halton(3).point(n)).toThrow(RangeError)
  })
})
