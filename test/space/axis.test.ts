import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import type { Axis } from '../../src/space/axis.ts'
import { choice } from '../../src/space/choice.ts'
import type { Domain } from '../../src/space/domain.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { qrandn } from '../../src/space/qrandn.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { uniform } from '../../src/space/uniform.ts'
import { continuousDomain, numericDomain, steppedDomain } from './arbitrary-space.ts'

const unit = fc.oneof(
  fc.constantFrom(0, 1, Number.MIN_VALUE, 1 - Number.EPSILON / 2),
  fc.double({ min: 0, max: 1, noNaN: true }),
)

function axisOf(domain: Domain): Axis {
  if (domain.axis === undefined) throw new Error(`${domain.type} has no axis`)
  return domain.axis
}

describe('every axis', () => {
  it('takes every point of the unit interval to a pick that it contains', () => {
    fc.assert(
      fc.property(numericDomain, unit, (domain, u) => {
        const axis = axisOf(domain)
        const pick = axis.fromUnit(u)
        expect(axis.contains(pick)).toBe(true)
        expect(pick).toBeGreaterThanOrEqual(axis.lower)
        expect(pick).toBeLessThanOrEqual(axis.upper)
      }),
      { numRuns: 2000 },
    )
  })

  it('rises', () => {
    fc.assert(
      fc.property(numericDomain, unit, unit, (domain, u, v) => {
        const axis = axisOf(domain)
        const [low, high] = u < v ? [u, v] : [v, u]
        const [a, b] = [axis.fromUnit(low), axis.fromUnit(high)]
        // Two neighbouring doubles may be rounded into each other's place.
        expect(b - a).toBeGreaterThanOrEqual(
          -4 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b)),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('moves values out of range to the nearest end', () => {
    const axis = axisOf(uniform(2, 4))
    expect(axis.toUnit(-100)).toBe(0)
    expect(axis.toUnit(100)).toBe(1)
    expect(axisOf(randint(0, 10)).toUnit(99)).toBe(0.95)
    expect(axis.contains(100)).toBe(false)
    expect(axis.contains(4)).toBe(true)
    expect(axisOf(randint(0, 10)).contains(10)).toBe(false)
    expect(axis.contains(NaN)).toBe(false)
  })
})

describe('a discrete axis', () => {
  it('maps each pick to the middle of its cell, which gives it back exactly', () => {
    fc.assert(
      fc.property(steppedDomain, unit, (domain, u) => {
        const axis = axisOf(domain)
        const pick = axis.fromUnit(u)
        const [from, to] = axis.cell(pick)
        const middle = axis.toUnit(pick)
        expect(from).toBeLessThanOrEqual(u)
        expect(u === 1 || u < to).toBe(true)
        expect(middle).toBeGreaterThan(from)
        expect(middle).toBeLessThan(to)
        expect(axis.fromUnit(middle)).toBe(pick)
        expect(axis.fromUnit(from)).toBe(pick)
      }),
      { numRuns: 3000 },
    )
  })

  it('covers the unit interval with its cells without gaps', () => {
    fc.assert(
      fc.property(steppedDomain, unit, (domain, u) => {
        const axis = axisOf(domain)
        const pick = axis.fromUnit(u)
        const [from, to] = axis.cell(pick)
        const [below, above] = [axis.lower, axis.upper]
        for (const next of axis.neighbours(pick)) {
          expect(next > pick ? axis.cell(next)[0] : axis.cell(next)[1]).toBe(
            next > pick ? to : from,
          )
        }
        expect(axis.neighbours(pick)).toHaveLength(
          (pick === below ? 0 : 1) + (pick === above ? 0 : 1),
        )
        expect(axis.cell(below)[0]).toBe(0)
        expect(axis.cell(above)[1]).toBe(1)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives every value of the widest ranges back', () => {
    const wide = axisOf(randint(-(2 ** 49), 2 ** 49))
    const log = axisOf(lograndint(1, 2 ** 40))
    for (const k of [1, 2, 3, 12345, 2 ** 39 - 1, 2 ** 39, 2 ** 40 - 1]) {
      for (const value of [k, -k]) expect(wide.fromUnit(wide.toUnit(value))).toBe(value)
      expect(log.fromUnit(log.toUnit(k))).toBe(k)
    }
    for (const value of [0, wide.upper, wide.upper - 1, wide.lower, wide.lower + 1]) {
      expect(wide.fromUnit(wide.toUnit(value))).toBe(value)
    }
  })

  it('knows its neighbours: the next ones when ordered, all others when not', () => {
    const sizes = axisOf(choice([8, 16, 32, 64]))
    expect(sizes.neighbours(0)).toEqual([1])
    expect(sizes.neighbours(2)).toEqual([1, 3])
    const names = axisOf(choice(['a', 'b', 'c', 'd']))
    expect(names.neighbours(2)).toEqual([0, 1, 3])
    expect(axisOf(randint(0, 1)).neighbours(0)).toEqual([])
  })

  it('reaches six standard deviations of a normal distribution', () => {
    const axis = axisOf(qrandn(10, 2, 0.5))
    expect([axis.lower, axis.upper]).toEqual([-2, 22])
    expect(axis.size).toBe(49)
  })
})

/** How far a continuous value may be off after a turn through the unit interval. */
function rounding(domain: Domain, axis: Axis, pick: number): number {
  const size = axis.log ? pick : Math.max(Math.abs(axis.lower), Math.abs(axis.upper))
  const { mean = 0, sd = 1 } = domain.args as { mean?: number; sd?: number }
  const isOutside = domain.type === 'randn' && Math.abs(pick - mean) > 4 * sd
  return 1e-12 * size + (isOutside ? 1e-7 * sd : 0)
}

describe('a continuous axis', () => {
  it('gives values back up to rounding', () => {
    fc.assert(
      fc.property(continuousDomain, unit, (domain, u) => {
        const axis = axisOf(domain)
        const pick = axis.fromUnit(u)
        const back = axis.fromUnit(axis.toUnit(pick))
        expect(Math.abs(back - pick)).toBeLessThanOrEqual(rounding(domain, axis, pick))
      }),
      { numRuns: 3000 },
    )
  })

  it('has exact ends, no cells and no neighbours', () => {
    fc.assert(
      fc.property(continuousDomain, (domain) => {
        const axis = axisOf(domain)
        expect(axis.fromUnit(0)).toBe(axis.lower)
        expect(axis.fromUnit(1)).toBe(axis.upper)
        // The tails beyond the reach of a normal distribution are one part in 500 million.
        const tail = domain.type === 'randn' ? 1e-9 : 0
        expect(axis.toUnit(axis.lower)).toBeLessThanOrEqual(tail)
        expect(axis.toUnit(axis.upper)).toBeGreaterThanOrEqual(1 - tail)
        expect(axis.neighbours(axis.lower)).toEqual([])
        expect(axis.cell(axis.lower)).toEqual([axis.toUnit(axis.lower), axis.toUnit(axis.lower)])
      }),
    )
  })

  it('spans the widest range that doubles have', () => {
    const axis = axisOf(uniform(-Number.MAX_VALUE, Number.MAX_VALUE))
    expect(axis.fromUnit(0.5)).toBe(0)
    expect(axis.toUnit(Number.MAX_VALUE / 2)).toBeCloseTo(0.75, 15)
  })

  it('cuts a normal distribution at six standard deviations', () => {
    const axis = axisOf(randn(10, 2))
    expect([axis.fromUnit(0), axis.fromUnit(1)]).toEqual([-2, 22])
    expect([axis.fromUnit(1e-15), axis.fromUnit(1 - 1e-15)]).toEqual([-2, 22])
    expect([axis.contains(-2), axis.contains(22.1)]).toEqual([true, false])
    expect(axis.fromUnit(0.5)).toBe(10)
    const narrow = axisOf(randn(1e20, 1))
    expect(narrow.sample(Random.fromSeed(1))).toBe(1e20)
    expect(axis.toUnit(1e300)).toBe(axis.toUnit(22))
  })
})
