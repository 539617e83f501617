import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalPdf } from '../../src/math/normal.ts'
import { truncatedNormal, unitMass } from '../../src/math/truncated-normal.ts'

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
