import { describe, expect, it } from 'vitest'
import { MaximumIterationStopper } from '../../src/stop/maximum-iteration.ts'
import { results, stops } from './stop-rule.ts'

describe('MaximumIterationStopper', () => {
  it('stops each trial at its own third result', () => {
    const rule = new MaximumIterationStopper(3).create()
    expect(stops(rule, results([9, 9, 9, 9]), 'a')).toEqual([false, false, true, true])
    expect(stops(rule, results([9, 9]), 'b')).toEqual([false, false])
    expect(rule.onResult('b', {})).toBe('it has reported 3 results')
    expect(rule.stopAll(0)).toBeUndefined()
  })

  it('counts results, not what they call their iteration', () => {
    const rule = new MaximumIterationStopper(3).create()
    expect(stops(rule, [{}, {}, {}])).toEqual([false, false, true])
    const steps = [100, 200, 200].map((training_iteration) => ({ training_iteration }))
    expect(stops(rule, steps, 'b')).toEqual([false, false, true])
  })

  it('does not count what a retry reports again', () => {
    const rule = new MaximumIterationStopper(5).create()
    const report = (training_iteration: number, iterations_since_restore: number): boolean =>
      rule.onResult('a', { training_iteration, iterations_since_restore }) !== undefined
    expect([1, 2, 3, 4].map((i) => report(i, i))).toEqual([false, false, false, false])
    // From nothing, and from the checkpoint of the second result right after the third.
    expect([1, 2, 3].map((i) => report(i, i))).toEqual([false, false, false])
    expect([3, 4, 5].map((i) => report(i, i - 2))).toEqual([false, false, true])
  })

  it.each([0, -3, 1.5, Number.POSITIVE_INFINITY, '3', undefined])('refuses %o', (maxIter) => {
    expect(() => new MaximumIterationStopper(maxIter as number)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })
})
