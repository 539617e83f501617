import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitAnew, fitFrom } from '../../../src/search/gp/fit.ts'
import { HyperLayout } from '../../../src/search/gp/hyper.ts'
import { negativeLogPosterior } from '../../../src/search/gp/hyper-posterior.ts'
import { bend } from '../../../src/search/gp/input-warp.ts'
import { OutputWarp } from '../../../src/search/gp/output-warp.ts'
import { anySetting, EVERYTHING, NOTHING } from './samples.ts'
import { differences, slopeError } from './slopes.ts'
import type { Manner } from '../../../src/search/gp/hyper.ts'

const anyManner: fc.Arbitrary<Manner> = fc.record({
  deterministic: fc.boolean(),
  outputWarp: fc.boolean(),
  inputWarp: fc.boolean(),
  dimensionScaled: fc.boolean(),
})

describe('how unlikely parameters are', () => {
  it('has the slopes that differences show', () => {
    fc.assert(
      fc.property(fc.nat(1e6), anyManner, fc.nat(2), (seed, manner, categories) => {
        const { sample, layout, x } = anySetting(seed, { manner, categories })
        const f = negativeLogPosterior(sample, layout)
        const gradient = new Float64Array(layout.size)
        const scratch = gradient.slice()
        f(x, gradient)
        const expected = differences((y) => f(y, scratch), x, 1e-3)
        expect(slopeError(gradient, expected)).toBeLessThan(1e-6)
      }),
      { numRuns: 60 },
    )
  })

  it('changes by what a transformation of the values explains', () => {
    // The bend to a logarithm, undone by hand: the density of the values themselves is compared.
    const values = Float64Array.of(1, 2, 4, 9, 30)
    const warp = new OutputWarp(values)
    const near = warp.at(-3).logDensity - warp.at(-3.001).logDensity
    expect(near / 1e-3).toBeCloseTo(warp.at(-3).densitySlope, 2)
    // Almost a straight line: as if it were one, up to the constant that c is.
    const line = warp.at(undefined)
    const straight = warp.at(12)
    for (const [i, z] of straight.values.entries()) {
      expect(z).toBeCloseTo(line.values[i] as number, 4)
    }
    expect(straight.logDensity).toBeCloseTo(line.logDensity, 3)
  })
})

describe('bent values', () => {
  it('have mean 0 and standard deviation 1, in the same order', () => {
    const any = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), {
      minLength: 2,
      maxLength: 30,
    })
    fc.assert(
      fc.property(any, fc.option(fc.double({ min: -8, max: 8, noNaN: true })), (list, by) => {
        const { values } = new OutputWarp(Float64Array.from(list)).at(by ?? undefined)
        const mean = values.reduce((s, z) => s + z, 0) / values.length
        expect(mean).toBeCloseTo(0, 6)
        const square = values.reduce((s, z) => s + z * z, 0) / values.length
        if (new Set(values).size > 1) expect(square).toBeCloseTo(1, 5)
        for (const [i, z] of values.entries()) {
          for (const [j, other] of values.entries()) {
            if ((list[i] as number) < (list[j] as number)) expect(z).toBeLessThanOrEqual(other)
          }
        }
      }),
    )
  })

  it('are all 0 where all values are equal, and none where there are none', () => {
    expect([...new OutputWarp(Float64Array.of(7, 7, 7)).at(0).values]).toEqual([0, 0, 0])
    expect(new OutputWarp(new Float64Array(0)).at(0).values.length).toBe(0)
  })

  it('knows where another value would stand', () => {
    const warp = new OutputWarp(Float64Array.of(-1, 1, 3))
    const { values } = warp.at(undefined)
    expect(warp.standing(3)).toBeCloseTo(values[2] as number, 12)
    expect(warp.standing(0)).toBeCloseTo(((values[0] as number) + (values[1] as number)) / 2, 12)
  })
})

describe('bent numbers', () => {
  it('change with the number and the parameters as differences show', () => {
    const value = (x: number, a: number, b: number): number => {
      const out = { value: 0, slope: 0, byA: 0, byB: 0 }
      bend(x, a, b, out)
      return out.value
    }
    const shape = fc.double({ min: -1.3, max: 1.3, noNaN: true })
    const inside = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(inside, shape, shape, (x, logA, logB) => {
        const out = { value: 0, slope: 0, byA: 0, byB: 0 }
        bend(x, Math.exp(logA), Math.exp(logB), out)
        const slopes = differences(
          ([u = 0, a = 0, b = 0]) => value(u, Math.exp(a), Math.exp(b)),
          Float64Array.of(x, logA, logB),
          1e-4,
        )
        expect(slopeError(Float64Array.of(out.slope, out.byA, out.byB), slopes)).toBeLessThan(1e-6)
      }),
    )
  })

  it('are the numbers themselves for 1 and 1, and stay in [0, 1]', () => {
    const out = { value: 0, slope: 0, byA: 0, byB: 0 }
    bend(0.3, 1, 1, out)
    expect(out.value).toBeCloseTo(0.3, 14)
    for (const x of [0, 1]) {
      bend(x, 0.25, 4, out)
      expect(out.value).toBeGreaterThanOrEqual(0)
      expect(out.value).toBeLessThanOrEqual(1)
      expect(Number.isFinite(out.byA + out.byB)).toBe(true)
    }
  })
})

describe('fitted parameters', () => {
  it('are better than where they began, within their ranges, and flat', () => {
    for (let seed = 0; seed < 5; seed++) {
      const { sample, layout, x } = anySetting(seed, { size: 20 })
      const f = negativeLogPosterior(sample, layout)
      const gradient = new Float64Array(layout.size)
      const before = f(x, gradient)
      const fit = fitFrom(sample, layout, x)
      expect(fit.value).toBeLessThan(before)
      expect(fitAnew(sample, layout).value).toBeLessThan(before + 1)
      f(fit.x, gradient)
      for (const [k, value] of fit.x.entries()) {
        const { lower, upper } = layout.range(k)
        expect(value).toBeGreaterThanOrEqual(lower)
        expect(value).toBeLessThanOrEqual(upper)
        if (value > lower && value < upper) {
          expect(Math.abs(gradient[k] as number)).toBeLessThan(0.2)
        }
      }
    }
  })

  it('tell noise from its absence', () => {
    const size = 40
    const manner = { ...NOTHING, deterministic: false }
    const { sample, layout } = anySetting(1, { size, numbers: 1, categories: 0, manner })
    const clean = Float64Array.from({ length: size }, (_, i) => {
      return Math.sin(5 * (sample.points.rows[i] as number))
    })
    const dirty = clean.map((y, i) => y + (i % 2 === 0 ? 0.5 : -0.5))
    const noise = (values: Float64Array): number => {
      const { x } = fitAnew({ ...sample, values: new OutputWarp(values) }, layout)
      return layout.kernelAt(x).noise
    }
    expect(noise(clean)).toBeLessThan(1e-4)
    expect(noise(dirty)).toBeGreaterThan(0.05)
  })

  it('expect longer length scales where there are many parameters', () => {
    const first = (width: number, dimensionScaled: boolean): number => {
      const shape = { width, categories: 0 }
      return new HyperLayout(shape, { ...EVERYTHING, dimensionScaled }, width).range(0).first
    }
    expect(first(200, true)).toBeGreaterThan(first(5, true))
    expect(first(200, false)).toBe(first(5, false))
  })
})
