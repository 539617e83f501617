import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Step } from '../../src/space/step.ts'

describe('multiples of a step', () => {
  it.each([
    [0.1, 3, 0.3],
    [0.2, 27, 5.4],
    [0.7, 3, 2.1],
    [1e-7, 3, 3e-7],
    [0.05, 7, 0.35],
    [2.5, -3, -7.5],
    [1e21, 3, 3e21],
    [1e-30, 7, 7e-30],
    [1e-320, 3, 3e-320],
    [1 / 3, 3, 0.9999999999999999],
  ])('of %d: number %d is %d', (size, k, value) => {
    expect(new Step(size).multiple(k)).toBe(value)
  })

  it('are the doubles closest to their exact decimal values', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.integer({ min: 0, max: 12 }),
        fc.maxSafeInteger(),
        (digits, decimals, k) => {
          const step = new Step(Number(`${digits}e-${decimals}`))
          const exact = Number(`${BigInt(k) * BigInt(digits)}e-${decimals}`)
          expect(step.multiple(k)).toBe(exact)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('are found again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1e-3, 0.01, 0.1, 0.3, 1 / 3, 2.5, 7, 1e10),
        fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
        (size, k) => {
          const step = new Step(size)
          const value = step.multiple(k)
          expect(step.nearest(value)).toBe(k)
          expect(step.divides(value)).toBe(true)
          expect(step.divides(k * size)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('are told from what lies between them', () => {
    const step = new Step(0.1)
    expect(step.divides(0.1 + 0.2)).toBe(true)
    for (const x of [0.05, 0.3001, 1e-4, NaN, Infinity, 1e300]) expect(step.divides(x)).toBe(false)
  })
})
