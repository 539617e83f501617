import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { SOBOL_DIMENSIONS, sobolDirections } from '../../src/math/sobol-directions.ts'
import { Sobol } from '../../src/math/sobol.ts'
import { POLYNOMIALS } from '../../src/math/sobol-table.ts'

const scrambled = (dimension: number, seed = 1): Sobol =>
  new Sobol(dimension, Random.fromSeed(seed))

/** How many of the points lie in each box, where every coordinate `d` is cut into `cuts[d]` equal parts. */
function boxes(points: readonly Float64Array[], cuts: readonly number[]): number[] {
  const counts = Array.from({ length: cuts.reduce((product, cut) => product * cut, 1) }, () => 0)
  for (const point of points) {
    const box = cuts.reduce((at, cut, d) => at * cut + Math.floor((point[d] as number) * cut), 0)
    counts[box] = (counts[box] as number) + 1
  }
  return counts
}

describe('Sobol', () => {
  it('gives the published points when it is not scrambled', () => {
    const points = Array.from({ length: 8 }, (_, n) => [...new Sobol(5).point(n)])
    expect(points).toEqual([
      [0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375],
      [0.875, 0.875, 0.125, 0.375, 0.875],
      [0.625, 0.125, 0.875, 0.625, 0.625],
      [0.125, 0.625, 0.375, 0.125, 0.125],
    ])
  })

  it.each([
    [100, [0.4140625, 0.2578125, 0.7734375, 0.4609375, 0.8828125, 0.8515625, 0.9140625, 0.4609375]],
    [
      777,
      [
        0.6923828125, 0.9365234375, 0.1630859375, 0.7451171875, 0.0830078125, 0.9912109375,
        0.3837890625, 0.5849609375,
      ],
    ],
    [
      1999,
      [
        0.07861328125, 0.61181640625, 0.13427734375, 0.01416015625, 0.96533203125, 0.68310546875,
        0.93310546875, 0.77490234375,
      ],
    ],
  ])('agrees with another implementation at point %i of 1,111 dimensions', (n, expected) => {
    const point = new Sobol(1111).point(n)
    expect([0, 1, 2, 10, 50, 200, 999, 1110].map((d) => point[d])).toEqual(expected)
  })

  it('agrees with another implementation far along', () => {
    const point = new Sobol(1111).point(123456789)
    expect([0, 1, 2, 50, 1110].map((d) => point[d])).toEqual([
      0.9758977368474007, 0.792431928217411, 0.006405912339687347, 0.25130531936883926,
      0.47841165214776993,
    ])
  })

  it('has the property A of Sobol in all dimensions of the table', () => {
    // The first 2^d points fill the 2^d boxes of halves: no leading minor of the first bits is 0.
    const size = SOBOL_DIMENSIONS
    const rows = firstBits(size)
    for (let k = 0; k < size; k++) {
      const pivot = rows[k] as bigint
      const bit = 1n << BigInt(size - 1 - k)
      expect(pivot & bit, `dimension ${k + 1}`).not.toBe(0n)
      for (let i = k + 1; i < size; i++) {
        const row = rows[i] as bigint
        if ((row & bit) !== 0n) rows[i] = row ^ pivot
      }
    }
  })

  it('has as many dimensions as there are primitive polynomials up to degree 13, and one', () => {
    // φ(2^s − 1) / s of degree s.
    const phi = (n: number): number => {
      let result = n
      for (let p = 2, left = n; left > 1; p++) {
        if (left % p !== 0) continue
        result -= result / p
        while (left % p === 0) left /= p
      }
      return result
    }
    expect(POLYNOMIALS).toEqual(
      Array.from({ length: 13 }, (_, i) => phi(2 ** (i + 1) - 1) / (i + 1)),
    )
    expect(SOBOL_DIMENSIONS).toBe(1111)
  })

  it.each([false, true])('fills every slice evenly (scrambled: %s)', (isScrambled) => {
    const sobol = isScrambled ? scrambled(300, 7) : new Sobol(300)
    const points = Array.from({ length: 64 }, (_, n) => sobol.point(128 + n))
    for (let d = 0; d < 300; d++) {
      const column = points.map((point) => point.subarray(d, d + 1))
      expect(boxes(column, [64]), `dimension ${d}`).toEqual(Array.from({ length: 64 }, () => 1))
    }
  })

  it('fills the boxes of its first two dimensions evenly when it is scrambled', () => {
    const sobol = scrambled(2, 3)
    const points = Array.from({ length: 64 }, (_, n) => sobol.point(n))
    for (const cut of [1, 2, 4, 8, 16, 32, 64]) {
      expect(boxes(points, [cut, 64 / cut])).toEqual(Array.from({ length: 64 }, () => 1))
    }
  })

  it('integrates far better than random points', () => {
    const error = (next: (n: number) => ArrayLike<number>): number => {
      let sum = 0
      for (let n = 0; n < 1024; n++) {
        sum += Array.from(next(n)).reduce((product, x) => product * (1 + (x - 0.5) / 2), 1)
      }
      return Math.abs(sum / 1024 - 1)
    }
    const random = Random.fromSeed(4)
    const errors = (make: (seed: number) => (n: number) => ArrayLike<number>): number[] =>
      [1, 2, 3, 4, 5, 6, 7].map((seed) => error(make(seed))).sort((a, b) => a - b)
    const bySobol = errors((seed) => {
      const sobol = scrambled(6, seed)
      return (n) => sobol.point(n)
    })
    const byChance = errors(() => () => Float64Array.from({ length: 6 }, () => random.next()))
    expect(bySobol[3] as number).toBeLessThan((byChance[3] as number) / 10)
  })

  it('gives each point in any order, alone or with others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 2 ** 32 - 20 })),
        fc.integer({ min: 0, max: 19 }),
        (dimension, start, count) => {
          const sobol = scrambled(dimension)
          const points = sobol.points(count, start)
          for (let i = 0; i < count; i++) {
            const point = points.subarray(i * dimension, (i + 1) * dimension)
            expect(sobol.point(start + i)).toEqual(point)
            expect(point.every((x) => x >= 0 && x < 1)).toBe(true)
          }
        },
      ),
    )
  })

  it('is another one with another seed, the same with the same, and never at a corner', () => {
    expect(scrambled(9).points(40)).toEqual(scrambled(9).points(40))
    expect(scrambled(9, 1).point(0)).not.toEqual(scrambled(9, 2).point(0))
    expect(
      scrambled(1111)
        .point(0)
        .every((x) => x > 0),
    ).toBe(true)
  })

  it('keeps its first coordinates when there are more', () => {
    expect(scrambled(20).point(11).subarray(0, 5)).toEqual(scrambled(5).point(11))
  })

  it('spreads a point over the cube from seed to seed', () => {
    const points = Array.from({ length: 4096 }, (_, seed) => scrambled(2, seed).point(5))
    const counts = boxes(points, [4, 4])
    // 256 are expected in each, give or take 16.
    expect(Math.max(...counts.map((count) => Math.abs(count - 256)))).toBeLessThan(64)
  })

  it('draws what is beyond its table, for each point anew', () => {
    const sobol = scrambled(1200)
    const points = Array.from({ length: 200 }, (_, n) => sobol.point(n))
    const late = points.flatMap((point) => [...point.subarray(SOBOL_DIMENSIONS)])
    expect(new Set(late).size).toBe(late.length)
    expect(late.reduce((sum, x) => sum + x, 0) / late.length).toBeCloseTo(0.5, 1)
    expect([...sobol.points(2, 3)]).toEqual([...(points[3] ?? []), ...(points[4] ?? [])])
    expect(new Sobol(1112).point(1)[1111]).toBe(new Sobol(1112).point(1)[1111])
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 32])('has no point %d', (n) => {
    expect(() => new Sobol(3).point(n)).toThrow(RangeError)
  })

  it('has a last point', () => {
    const sobol = new Sobol(2)
    expect(sobol.point(2 ** 32 - 1)[0]).toBe(2 ** -32)
    expect(() => sobol.points(2, 2 ** 32 - 1)).toThrow('Sobol points')
  })
})

/** The first bit of direction number k of dimension d, as bit k (from above) of row d. */
function firstBits(size: number): bigint[] {
  const directions = sobolDirections(size)
  return Array.from({ length: size }, (_, d) => {
    const bits = Array.from({ length: size }, () => 0)
    for (let k = 0; k < 32; k++) bits[k] = (directions[d * 32 + k] as number) >>> 31
    // The bits go on by a linear recurrence of at most 13 terms, which 26 of them determine.
    const taps = d === 0 ? [] : recurrence(bits.slice(0, 32))
    for (let k = 32; k < size; k++) {
      bits[k] = taps.reduce((sum, j) => sum ^ (bits[k - j] as number), 0)
    }
    return BigInt(`0b${bits.join('')}`)
  })
}

/** Berlekamp and Massey's shortest recurrence over bits: which of the bits before sum up to the next. */
function recurrence(bits: readonly number[]): number[] {
  let current = [1]
  let previous = [1]
  let length = 0
  let gap = 1
  for (let n = 0; n < bits.length; n++) {
    let discrepancy = bits[n] as number
    for (let i = 1; i <= length; i++) discrepancy ^= (current[i] ?? 0) & (bits[n - i] as number)
    if (discrepancy === 0) {
      gap += 1
      continue
    }
    const before = current
    const shifted = [...Array.from({ length: gap }, () => 0), ...previous]
    const width = Math.max(current.length, shifted.length)
    current = Array.from({ length: width }, (_, i) => (current[i] ?? 0) ^ (shifted[i] ?? 0))
    if (2 * length <= n) {
      length = n + 1 - length
      previous = before
      gap = 1
    } else {
      gap += 1
    }
  }
  return current.flatMap((bit, i) => (i > 0 && bit === 1 ? [i] : []))
}
