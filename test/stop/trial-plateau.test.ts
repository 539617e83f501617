import { describe, expect, it } from 'vitest'
import { TrialPlateauStopper } from '../../src/stop/trial-plateau.ts'
import { results, stops } from './stop-rule.ts'
import type { TrialPlateauOptions } from '../../src/stop/trial-plateau.ts'

const NAN = Number.NaN

/** At which of these values, counted from 1, a trial is stopped; 0 for at none. */
function stopsAt(
  values: readonly (number | undefined)[],
  options: Partial<TrialPlateauOptions> = {},
): number {
  const rule = new TrialPlateauStopper({ metric: 'loss', ...options }).create()
  return stops(rule, results(values)).indexOf(true) + 1
}

describe('TrialPlateauStopper', () => {
  it('stops when the last four are within the standard deviation', () => {
    expect(stopsAt([5, 4, 3, 1, 1, 1, 1])).toBe(7)
    expect(stopsAt([1, 1, 1, 1])).toBe(4)
    expect(stopsAt([1, 1, 1])).toBe(0)
  })

  it('wants the deviation of the population below std, strictly', () => {
    // Of 0, 0, 2, 2 it is 1; a sample's would be 1.15.
    expect(stopsAt([0, 0, 2, 2], { std: 1.01 })).toBe(4)
    expect(stopsAt([0, 0, 2, 2], { std: 1 })).toBe(0)
  })

  it('waits for the grace period and for enough results', () => {
    expect(stopsAt([1, 1, 1, 1, 1, 1, 1], { gracePeriod: 6 })).toBe(6)
    expect(stopsAt([1, 1, 1, 1], { gracePeriod: 0, numResults: 2 })).toBe(2)
    expect(stopsAt([1, 1, 1, 1, 1, 1], { gracePeriod: 0, numResults: 5 })).toBe(5)
  })

  it('waits until the threshold is reached, 0 included', () => {
    const flat = [1, 1, 1, 1, 0, 0, 0, 0, -1, -1, -1, -1]
    expect(stopsAt(flat, { metricThreshold: 0, mode: 'min' })).toBe(8)
    expect(stopsAt(flat, { metricThreshold: -0.5, mode: 'min' })).toBe(12)
    expect(stopsAt(flat.toReversed(), { metricThreshold: 0, mode: 'max' })).toBe(8)
    expect(stopsAt(flat, { metricThreshold: -2, mode: 'min' })).toBe(0)
  })

  it('takes NaN, infinities and gaps for movement', () => {
    expect(stopsAt([NAN, NAN, NAN, NAN, NAN])).toBe(0)
    expect(stopsAt([1, 1, 1, NAN, 1, 1, 1, 1])).toBe(8)
    expect(stopsAt([1, 1, 1, undefined, 1, 1, 1, 1])).toBe(8)
    expect(stopsAt([1, 1, 1, Number.POSITIVE_INFINITY, 1, 1, 1, 1])).toBe(8)
  })

  it('looks at each trial by itself', () => {
    const rule = new TrialPlateauStopper({ metric: 'loss' }).create()
    for (const trial of ['a', 'b', 'c', 'd']) {
      expect(stops(rule, results([1, 1, 1]), trial)).toEqual([false, false, false])
    }
    expect(rule.stopAll(0)).toBeUndefined()
  })

  it('does not take what retries report again for a plateau', () => {
    const rule = new TrialPlateauStopper({ metric: 'loss', numResults: 3, gracePeriod: 3 }).create()
    for (let retry = 0; retry < 5; retry++) {
      // From nothing; then from the checkpoint of the second result, twice.
      const again = { training_iteration: 3, iterations_since_restore: 1, loss: 4 }
      expect(stops(rule, [...results([5, 4, 4]), again, again])).not.toContain(true)
    }
    expect(stops(rule, [{ training_iteration: 4, loss: 4 }])).toEqual([true])
  })

  it('says why, by a nested metric', () => {
    const rule = new TrialPlateauStopper({ metric: 'val/loss' }).create()
    const nested = results([1, 1.001, 1, 1.001]).map(({ loss }) => ({ val: { loss } }))
    expect(nested.map((result) => rule.onResult('a', result)).at(-1)).toBe(
      'val/loss has levelled out: standard deviation 0.0005 over 4 results',
    )
  })

  it('knows whether the metric was ever there', () => {
    const rule = new TrialPlateauStopper({ metric: 'los' }).create()
    expect(rule.unseenKeys?.()).toEqual([])
    rule.onResult('a', { loss: 1 })
    expect(rule.unseenKeys?.()).toEqual(['los'])
    rule.onResult('a', { los: 1 })
    expect(rule.unseenKeys?.()).toEqual([])
  })

  it.each([
    [{ metric: '' }, 'INVALID_OPTION'],
    [{}, 'INVALID_OPTION'],
    [undefined, 'INVALID_OPTION'],
    [{ metric: 'loss', std: 0 }, 'INVALID_OPTION'],
    [{ metric: 'loss', std: '0.1' }, 'INVALID_OPTION'],
    [{ metric: 'loss', numResults: 1 }, 'INVALID_OPTION'],
    [{ metric: 'loss', gracePeriod: -1 }, 'INVALID_OPTION'],
    [{ metric: 'loss', metricThreshold: 0 }, 'INVALID_OPTION'],
    [{ metric: 'loss', metricThreshold: NAN, mode: 'min' }, 'INVALID_OPTION'],
    [{ metric: 'loss', mode: 'minimum' }, 'INVALID_OPTION'],
    [{ metric: 'loss', num_results: 3 }, 'UNKNOWN_OPTION'],
  ])('refuses %o', (options, code) => {
    expect(() => new TrialPlateauStopper(options as unknown as TrialPlateauOptions)).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
