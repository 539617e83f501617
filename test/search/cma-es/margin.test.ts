import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf } from '../../../src/math/normal.ts'
import { withMargin, type Marginal } from '../../../src/search/cma-es/margin.ts'
import { compileSpace } from '../../../src/space/space.ts'
import { Codec } from '../../../src/space/codec.ts'
import { lograndint } from '../../../src/space/lograndint.ts'
import { randint } from '../../../src/space/randint.ts'
import { MARGINS } from './reference.ts'
import type { Axis } from '../../../src/space/axis.ts'

function axisOf(domain: unknown): Axis {
  return new Codec(compileSpace({ x: domain })).dimensions[0]?.axis as Axis
}

/** How likely another value is drawn than that of the mean. */
function chanceOfChange(axis: Axis, { mean, deviation, factor }: Marginal): number {
  const spread = deviation * factor
  const pick = axis.fromUnit(Math.min(Math.max(mean, 0), 1))
  const [from, to] = axis.cell(pick)
  const below = pick === axis.lower ? 0 : normalCdf((from - mean) / spread)
  const above = pick === axis.upper ? 0 : normalCdf((mean - to) / spread)
  return below + above
}

describe('withMargin', () => {
  it.each(MARGINS)('is that of the paper: $mean ± $deviation in $size', (given) => {
    const { mean, deviation, factor, margin, size, kept } = given
    const marginal = withMargin(
      { axis: axisOf(randint(0, size)) },
      { mean, deviation, factor },
      margin,
    )
    expect(marginal.mean).toBeCloseTo(kept[0], 8)
    expect(marginal.factor / kept[1]).toBeCloseTo(1, 7)
  })

  it('leaves the value of the mean where there is any chance, whatever there was', () => {
    const unit = fc.double({ min: -0.5, max: 1.5, noNaN: true })
    const deviation = fc.double({ min: -10, max: 0, noNaN: true }).map((exponent) => 10 ** exponent)
    const axis = fc.oneof(
      fc.integer({ min: 2, max: 1e6 }).map((size) => axisOf(randint(0, size))),
      fc.integer({ min: 3, max: 1e6 }).map((size) => axisOf(lograndint(1, size))),
    )
    const margin = fc.double({ min: 0.001, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(axis, unit, deviation, margin, (axis, mean, deviation, margin) => {
        const kept = withMargin({ axis }, { mean, deviation, factor: 1 }, margin)
        expect(Number.isFinite(kept.mean)).toBe(true)
        expect(kept.factor).toBeGreaterThan(0)
        expect(chanceOfChange(axis, kept)).toBeGreaterThan(margin * 0.99)
        expect(withMargin({ axis }, kept, margin * 0.98)).toEqual(kept)
      }),
    )
  })

  it('changes nothing where values change often enough', () => {
    const marginal = { mean: 0.47, deviation: 0.1, factor: 1 }
    expect(withMargin({ axis: axisOf(randint(0, 10)) }, marginal, 0.05)).toBe(marginal)
  })
})
