import { describe, expect, it } from 'vitest'
import { ExperimentPlateauStopper } from '../../src/stop/experiment-plateau.ts'
import type { ExperimentPlateauOptions } from '../../src/stop/experiment-plateau.ts'

/** At which of these results, counted from 1 and each of another trial, the study ends; 0 for at none. */
function endsAt(
  values: readonly (number | undefined)[],
  options: Partial<ExperimentPlateauOptions> = {},
): number {
  const rule = new ExperimentPlateauStopper({ metric: 'loss', top: 3, ...options }).create()
  const ends = values.map((loss, i) => {
    const reason = rule.onResult(`t${i}`, loss === undefined ? {} : { loss })
    expect(rule.stopAll(0)).toBe(reason)
    return reason !== undefined
  })
  return ends.indexOf(true) + 1
}

describe('ExperimentPlateauStopper', () => {
  it('ends the study when the best results are level', () => {
    expect(endsAt([3, 2, 1, 1, 1])).toBe(5)
    expect(endsAt([3, 2, 1, 1, 1, 1], { patience: 1 })).toBe(5)
    expect(endsAt([3, 2, 1, 1, 1, 1, 1], { patience: 2 })).toBe(6)
    expect(endsAt([-3, -2, -1, -1, -1], { mode: 'max' })).toBe(5)
    expect(endsAt([1, 1])).toBe(0)
  })

  it('starts its patience again when the best get better', () => {
    expect(endsAt([1, 1, 1, 0, 5, 5], { patience: 2 })).toBe(0)
    expect(endsAt([1, 1, 1, 0, 0, 0, 9], { patience: 2 })).toBe(7)
  })

  it('is level at a deviation of std as well', () => {
    expect(endsAt([0, 2], { top: 2, std: 1 })).toBe(2)
    expect(endsAt([0, 2], { top: 2, std: 0.999 })).toBe(0)
  })

  it('never has NaN among the best, and lets gaps pass', () => {
    const nan = Number.NaN
    expect(endsAt([nan, nan, nan, nan])).toBe(0)
    expect(endsAt([nan, 3, nan, 2, 1, undefined, 1, 1])).toBe(8)
    expect(endsAt([Number.NEGATIVE_INFINITY, 1, 1, 1])).toBe(0)
    expect(endsAt([Number.POSITIVE_INFINITY, 1, 1, 1])).toBe(4)
  })

  it('goes on wanting to end the study, and says why', () => {
    const rule = new ExperimentPlateauStopper({ metric: 'val/loss', top: 2 }).create()
    expect(rule.stopAll(0)).toBeUndefined()
    rule.onResult('a', { val: { loss: 1 } })
    rule.onResult('b', { val: { loss: 1 } })
    const reason = 'val/loss has levelled out: standard deviation 0 among the best 2 results'
    expect(rule.stopAll(0)).toBe(reason)
    expect(rule.onResult('c', {})).toBe(reason)
    expect(rule.unseenKeys?.()).toEqual([])
  })

  it.each([
    [{ metric: 'loss', std: 0 }, 'INVALID_OPTION'],
    [{ metric: 'loss', top: 1 }, 'INVALID_OPTION'],
    [{ metric: 'loss', top: 2.5 }, 'INVALID_OPTION'],
    [{ metric: 'loss', patience: -1 }, 'INVALID_OPTION'],
    [{ metric: 'loss', mode: 'up' }, 'INVALID_OPTION'],
    [{ metric: 3 }, 'INVALID_OPTION'],
    [{ metric: 'loss', patient: 3 }, 'UNKNOWN_OPTION'],
  ])('refuses %o', (options, code) => {
    expect(() => new ExperimentPlateauStopper(options as ExperimentPlateauOptions)).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
