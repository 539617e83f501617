import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KernelDensity, type KernelData } from '../../src/math/kernel-density.ts'
import { normalPdf } from '../../src/math/normal.ts'
import { unitMass } from '../../src/math/truncated-normal.ts'

const density = (data: Partial<KernelData> & Pick<KernelData, 'points'>): KernelDensity =>
  new KernelDensity({ categories: [0], minBandwidth: 1e-3, ...data })

/** The middles of `count` equal parts of [0, 1]. */
const middles = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i + 0.5) / count)

const integral = (f: (x: number) => number): number =>
  middles(2000).reduce((sum, x) => sum + f(x), 0) / 2000

describe('bandwidths', () => {
  it('follow the normal reference rule along numbers, with one more point that is spread evenly', () => {
    const points = [[0.1], [0.2], [0.4], [0.9]]
    const sd = Math.sqrt((0.3 ** 2 + 0.2 ** 2 + 0 ** 2 + 0.5 ** 2 + 1 / 12) / 5)
    expect(density({ points }).bandwidth(0)).toBeCloseTo(1.06 * sd * 4 ** (-1 / 5), 12)
    const wide = points.map(([x]) => [x as number, 0.5])
    expect(density({ points: wide, categories: [0, 0] }).bandwidth(0)).toBeCloseTo(
      1.06 * sd * 4 ** (-1 / 6),
      12,
    )
  })

  it('are never below the least', () => {
    const points = Array.from({ length: 10_000 }, () => [0.5])
    const least = 1.06 * Math.sqrt(1 / 12 / 10_001) * 10_000 ** (-1 / 5)
    expect(density({ points }).bandwidth(0)).toBeCloseTo(1e-3, 12)
    expect(density({ points, minBandwidth: 1e-9 }).bandwidth(0)).toBeCloseTo(least, 12)
    expect(density({ points, categories: [2], minBandwidth: 0.02 }).bandwidth(0)).toBe(0.02)
  })

  it('of two categories are those of 0 and 1', () => {
    const coins = [0, 1, 1, 1, 0, 1, 1, 1]
    const points = coins.map((side) => [side === 0 ? 0.25 : 0.75])
    const sd = Math.sqrt((8 * 0.25 * 0.75 + 0.25) / 9)
    expect(density({ points, categories: [2] }).bandwidth(0)).toBeCloseTo(
      1.06 * sd * 8 ** (-1 / 5),
      12,
    )
  })

  it('of categories do not depend on their numbers, and leave their own the likeliest', () => {
    const drawn = fc.array(fc.nat(3), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(drawn, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (list, renamed) => {
        const at = (category: number): number[] => [(category + 0.5) / 4]
        const one = density({ points: list.map(at), categories: [4] })
        const other = density({
          points: list.map((category) => at(renamed[category] as number)),
          categories: [4],
        })
        expect(other.bandwidth(0)).toBeCloseTo(one.bandwidth(0), 12)
        expect(one.bandwidth(0)).toBeLessThanOrEqual(0.75)
        for (const category of [0, 1, 2, 3]) {
          expect(other.logDensity(at(renamed[category] as number))).toBeCloseTo(
            one.logDensity(at(category)),
            9,
          )
        }
      }),
    )
  })

  it('are those of the points that have the coordinate, if any', () => {
    const points = [[0.3], [Number.NaN], [0.5]]
    const both = density({ points: [[0.3], [0.5]] }).bandwidth(0)
    expect(density({ points }).bandwidth(0)).toBe(both)
    const none = [[Number.NaN]]
    expect(density({ points: none }).bandwidth(0)).toBeCloseTo(1.06 * Math.sqrt(1 / 12), 12)
    // As wide as can be: even.
    expect(density({ points: none, categories: [4] }).bandwidth(0)).toBeLessThanOrEqual(0.75)
  })
})

describe('the density', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true })
  const maybe = fc.oneof({ arbitrary: unit, weight: 4 }, fc.constant(Number.NaN))

  it('is the mean of product kernels', () => {
    const third = fc.constantFrom(1 / 6, 0.5, 5 / 6, Number.NaN)
    const point = fc.tuple(unit, maybe, third)
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 12 }),
        fc.tuple(maybe, unit, third),
        (points, place) => {
          const categories = [0, 0, 3]
          const kde = density({ points, categories, minBandwidth: 0.02 })
          const kernel = (x: number, centre: number, k: number): number => {
            const width = kde.bandwidth(k)
            const count = categories[k] as number
            if (Number.isNaN(x)) return 1
            if (Number.isNaN(centre)) return count > 0 ? 1 / count : 1
            if (count > 0) return x === centre ? 1 - width : width / (count - 1)
            return normalPdf((x - centre) / width) / width / unitMass(centre, width)
          }
          const sum = points.reduce(
            (total, centre) =>
              total + centre.reduce((product, c, k) => product * kernel(place[k]!, c, k), 1),
            0,
          )
          const expected = Math.log(sum / points.length)
          // Where the plain product underflows, the logarithm goes on.
          if (expected > -600) expect(kde.logDensity(place)).toBeCloseTo(expected, 6)
          else expect(kde.logDensity(place)).toBeLessThan(-590)
        },
      ),
    )
  })

  it('has mass 1, also at the edges, with categories and with points that lack a coordinate', () => {
    const points = [
      [0, 0.25],
      [0.02, 0.25],
      [Number.NaN, 0.75],
      [1, 0.75],
    ]
    const kde = density({ points, categories: [0, 2], minBandwidth: 0.05 })
    const mass = [0.25, 0.75].reduce(
      (sum, side) => sum + integral((x) => Math.exp(kde.logDensity([x, side]))),
      0,
    )
    expect(mass).toBeCloseTo(1, 6)
  })

  it('at a place that lacks a coordinate is the density of the others', () => {
    const points = [
      [0.1, 0.3],
      [0.5, 0.9],
      [0.6, 0.2],
    ]
    const kde = density({ points, categories: [0, 0], minBandwidth: 0.05 })
    const marginal = integral((y) => Math.exp(kde.logDensity([0.4, y])))
    expect(Math.exp(kde.logDensity([0.4, Number.NaN]))).toBeCloseTo(marginal, 6)
  })

  it('does not underflow far from all points', () => {
    const points = Array.from({ length: 100_000 }, () => [0])
    const kde = density({ points })
    const top = -Math.log(1e-3 * 0.5 * Math.sqrt(2 * Math.PI))
    expect(kde.logDensity([1])).toBeCloseTo(top - 0.5e6, 4)
    expect(kde.logDensity([0.9])).toBeGreaterThan(kde.logDensity([1]))
  })
})
