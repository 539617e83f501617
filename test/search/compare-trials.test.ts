import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareTrials } from '../../src/search/compare-trials.ts'
import type { FinishedTrial } from '../../src/search/history.ts'

function trial(value: number, more: Partial<FinishedTrial> = {}): FinishedTrial {
  return {
    number: 0,
    coordinates: new Float64Array(1),
    memo: undefined,
    values: [value],
    constraints: [],
    violation: 0,
    outcome: 'completed',
    step: 10,
    ...more,
  }
}

const anyTrial = fc
  .record({
    value: fc.oneof(fc.double(), fc.constantFrom(0, 1, Number.NaN, Infinity, -Infinity)),
    violation: fc.constantFrom(0, 0, 0.5, 2, Infinity),
    outcome: fc.constantFrom('completed', 'stopped', 'failed'),
    step: fc.constantFrom(0, 1, 5, 10),
  })
  .map(({ value, ...more }) => trial(value, more))

describe('compareTrials', () => {
  it('orders full trials, early ended ones, those that violate, and failures', () => {
    const ordered = [
      trial(Number.NEGATIVE_INFINITY),
      trial(1),
      trial(2, { outcome: 'stopped' }),
      trial(3),
      trial(5, { outcome: 'stopped', step: 8 }),
      trial(-9, { outcome: 'stopped', step: 3 }),
      trial(-8, { outcome: 'stopped', step: 3 }),
      trial(-99, { violation: 0.5 }),
      trial(-99, { violation: 2 }),
      trial(-99, { violation: Number.POSITIVE_INFINITY }),
      trial(Number.NaN, { outcome: 'failed' }),
    ]
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) {
        expect(Math.sign(compareTrials(a, b, 10))).toBe(Math.sign(i - j))
      }
    }
  })

  it('takes NaN and +∞ for the same', () => {
    expect(compareTrials(trial(Number.NaN), trial(Number.POSITIVE_INFINITY), 10)).toBe(0)
    expect(compareTrials(trial(Number.POSITIVE_INFINITY), trial(1e300), 10)).toBeGreaterThan(0)
  })

  it('is an order, whatever the trials', () => {
    fc.assert(
      fc.property(anyTrial, anyTrial, anyTrial, (a, b, c) => {
        const [ab, bc, ac] = [
          compareTrials(a, b, 10),
          compareTrials(b, c, 10),
          compareTrials(a, c, 10),
        ]
        expect(Math.sign(ab) + Math.sign(compareTrials(b, a, 10))).toBe(0)
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0)
        if (ab === 0 && bc === 0) expect(ac).toBe(0)
      }),
    )
  })
})
