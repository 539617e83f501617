import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextUp } from '../../src/math/next-up.ts'

describe('nextUp', () => {
  it.each([
    [0, Number.MIN_VALUE],
    [-0, Number.MIN_VALUE],
    [-Number.MIN_VALUE, -0],
    [1, 1 + Number.EPSILON],
    [-1, -1 + Number.EPSILON / 2],
    [Number.MAX_VALUE, Number.POSITIVE_INFINITY],
    [2 ** 53, 2 ** 53 + 2],
  ])('of %d is %d', (x, expected) => {
    expect(nextUp(x)).toBe(expected)
  })

  it('has nothing between it and the number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -8e307, max: 8e307 }), (x) => {
        const next = nextUp(x)
        expect(next).toBeGreaterThan(x)
        // What is half way between them rounds to one of them.
        expect([x, next]).toContain((x + next) / 2)
      }),
    )
  })
})
