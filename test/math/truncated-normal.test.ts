import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalPdf } from '../../src/math/normal.ts'
import { normalLogMass, truncatedNormal, unitMass } from '../../src/math/truncated-normal.ts'

const mean = fc.double({ min: 0, max: 1, noNaN: true })
const sd = fc.double({ min: 1e-3, max: 100, noNaN: true })

/** Simpson's rule over [0, x] of the density that is not cut. */
function massBelow(x: number, at: number, width: number): number {
  const steps = 20_000
  const h = x / steps
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2
    sum += (weight * normalPdf((i * h - at) / width)) / width
  }
  return (sum * h) / 3
}

describe('the normal distribution cut to [0, 1]', () => {
  it('holds the mass that a numeric integral finds', () => {
    for (const [at, width] of [
      [0, 0.1],
      [0.3, 0.05],
      [0.5, 0.3],
      [1, 2],
    ] as const) {
      expect(unitMass(at, width)).toBeCloseTo(massBelow(1, at, width), 10)
    }
  })

  it('has the share p below its quantile', () => {
    for (const p of [0.01, 0.2, 0.5, 0.9]) {
      for (const [at, width] of [
        [0, 0.1],
        [0.7, 0.2],
        [1, 0.5],
        [0.5, 10],
      ] as const) {
        const x = truncatedNormal(p, at, width)
        expect(massBelow(x, at, width) / massBelow(1, at, width)).toBeCloseTo(p, 8)
      }
    }
  })

  it('stays in [0, 1] and rises with p', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, mean, sd, (p, q, at, width) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)].map((x) =>
          truncatedNormal(x, at, width),
        ) as [number, number]
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        // Rounding of a wide one is magnified by its width.
        expect(low).toBeLessThanOrEqual(high + 1e-12 * (1 + width))
      }),
    )
  })
})

// Expected values were computed with 80 digits and rounded once.
const masses: readonly (readonly [from: number, to: number, logMass: number])[] = [
  [-1, 1, -0.38171514630212605],
  [0, 0.5, -1.6530635142555676],
  [-40, -39, -765.0831565643775],
  [39, 40, -765.0831565643775],
  [-8, -7.9999, -42.12887888018352],
  [7.9999, 8, -42.12887888018352],
  [20, 20.000001, -214.7344590901245],
  [-1e-9, 1e-9, -20.949057189591137],
  [-300, -299, -44707.11939329184],
  [0.3, 0.3000001, -17.082034199134238],
  [-0.001, 50, -0.6923496142726883],
  [-50, 3, -0.0013508099647481938],
  [3, 5, -6.607938594596893],
  [12, 12.5, -75.41277631069744],
  [-100.0001, -100, -5010.134274740147],
]

describe('the logarithm of a mass', () => {
  it.each(masses)('between %d and %d is right', (from, to, logMass) => {
    expect(Math.abs(normalLogMass(from, to) - logMass)).toBeLessThan(1e-10 * (1 - logMass))
  })

  it('has no seam where narrow intervals are reckoned otherwise', () => {
    for (const from of [-30, -3, -0.2, 0, 0.7, 4, 25]) {
      const width = 1e-2 / Math.max(1, Math.abs(from))
      const just = [0.98, 1, 1.02].map((share) => normalLogMass(from, from + share * width))
      const [less, middle, more] = just as [number, number, number]
      expect(middle - less).toBeCloseTo(Math.log(1 / 0.98), 2)
      expect(more - middle).toBeCloseTo(Math.log(1.02), 2)
    }
  })

  it('is that of nothing where there is nothing', () => {
    expect(normalLogMass(1, 1)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalLogMass(2, 1)).toBe(Number.NEGATIVE_INFINITY)
  })
})
