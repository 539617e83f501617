import { describe, expect, it } from 'vitest'
import { nextUp } from '../../src/math/next-up.ts'
import { Random } from '../../src/math/random.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randn } from '../../src/space/randn.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { Axis } from '../../src/space/axis.ts'
import type { Domain } from '../../src/space/domain.ts'

const LOWER = [1e-300, 1e-5, 0.1, 1, 10, 1e5, 1e300]

function axisOf(domain: Domain<number>): Axis {
  if (domain.axis === undefined) throw new Error('computed')
  return domain.axis
}

describe.each([
  ['uniform', uniform],
  ['loguniform', loguniform],
])('%s with bounds one ulp apart', (_, make) => {
  it.each(LOWER)('at %d has two values at the ends of the unit interval', (lower) => {
    const upper = nextUp(lower)
    const axis = axisOf(make(lower, upper))
    expect([0, 0.3, 0.7, 1].map((unit) => axis.fromUnit(unit))).toEqual([
      lower,
      lower,
      upper,
      upper,
    ])
    expect([axis.toUnit(lower), axis.toUnit(upper)]).toEqual([0, 1])
  })

  it.each(LOWER)('at %d is drawn from, its upper end excluded', (lower) => {
    const axis = axisOf(make(lower, nextUp(lower)))
    const random = Random.fromSeed(1)
    for (let i = 0; i < 100; i++) expect(axis.sample(random)).toBe(lower)
  })
})

it('a narrow logarithmic range goes on where a wide one ends', () => {
  for (const width of [0.00099, 0.00101]) {
    const axis = axisOf(loguniform(2, 2 * (1 + width)))
    for (const unit of [0.1, 0.5, 0.9]) {
      const x = 2 * (1 + width) ** unit
      expect(axis.fromUnit(unit)).toBeCloseTo(x, 13)
      expect(axis.toUnit(x)).toBeCloseTo(unit, 10)
    }
  }
})

it('a normal range that rounding makes one value gives that', () => {
  expect(axisOf(randn(1e300, 1e-5)).sample(Random.fromSeed(1))).toBe(1e300)
})
