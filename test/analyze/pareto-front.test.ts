import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dominatedHypervolume } from '../../src/analyze/hypervolume.ts'
import { paretoFront } from '../../src/analyze/pareto-front.ts'
import type { Objective, Result } from '../../src/math/score.ts'

const BOTH: readonly Objective[] = [
  { metric: 'loss', mode: 'min' },
  { metric: 'val/accuracy', mode: 'max' },
]

const trial = (id: number, loss: unknown, accuracy: unknown, error?: Error) => {
  const metrics: Result = { loss, val: { accuracy } }
  return { id, metrics, error }
}

const ids = (trials: readonly { readonly id: number }[]): number[] => trials.map(({ id }) => id)

const withCode = (code: string): unknown => expect.objectContaining({ code })

describe('paretoFront', () => {
  it('has the trials that no other one beats, in their order', () => {
    const trials = [
      trial(0, 3, 0.9),
      trial(1, 2, 0.5),
      trial(2, 3, 0.8),
      trial(3, 1, 0.4),
      trial(4, 3, 0.9),
      trial(5, 2.5, 0.4),
    ]
    expect(ids(paretoFront(trials, BOTH))).toEqual([0, 1, 3, 4])
    expect(ids(paretoFront(new Set(trials), [{ metric: 'loss', mode: 'max' }]))).toEqual([0, 2, 4])
  })

  it('leaves out what failed or has not all metrics as finite numbers', () => {
    const trials = [
      trial(0, 0, 1, new Error('died')),
      trial(1, Number.NaN, 1),
      trial(2, Number.NEGATIVE_INFINITY, 1),
      trial(3, 1, Number.POSITIVE_INFINITY),
      trial(4, 'low', 1),
      trial(5, 0, undefined),
      { id: 6, metrics: undefined },
      trial(7, 9, 0.1),
    ]
    expect(ids(paretoFront(trials, BOTH))).toEqual([7])
    expect(paretoFront([], BOTH)).toEqual([])
    expect(paretoFront(trials.slice(0, 7), BOTH)).toEqual([])
  })

  it('beats or equals all that is not in it', () => {
    const value = fc.integer({ min: 0, max: 9 })
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value)), (values) => {
        const trials = values.map(([loss, accuracy], id) => trial(id, loss, accuracy))
        const front = paretoFront(trials, BOTH)
        const beats = (a: number, b: number): boolean => {
          const [x, y] = [values[a], values[b]] as [[number, number], [number, number]]
          return x[0] <= y[0] && x[1] >= y[1] && (x[0] < y[0] || x[1] > y[1])
        }
        for (const { id } of trials) {
          const isBeaten = trials.some((other) => beats(other.id, id))
          expect(ids(front).includes(id)).toBe(!isBeaten)
        }
      }),
    )
  })

  it.each([
    [[], 'METRIC_REQUIRED'],
    ['loss', 'INVALID_OPTION'],
    [[null], 'INVALID_OPTION'],
    [[{ metric: 'loss' }], 'INVALID_OPTION'],
    [[{ metric: '', mode: 'min' }], 'INVALID_OPTION'],
    [[{ metric: 'loss', mode: 'least' }], 'INVALID_OPTION'],
  ])('refuses %j for objectives', (objectives, code) => {
    const given = objectives as readonly Objective[]
    expect(() => paretoFront([], given)).toThrow(withCode(code))
    expect(() => dominatedHypervolume([], given, [1])).toThrow(withCode(code))
  })
})

describe('dominatedHypervolume', () => {
  it('is measured from the reference point, each metric in its direction', () => {
    const trials = [trial(0, 1, 0.5), trial(1, 2, 0.75), trial(2, 2.5, 0.6), trial(3, 9, 1)]
    // (4 − 1) × 0.5 and (4 − 2) × 0.25.
    expect(dominatedHypervolume(trials, BOTH, [4, 0])).toBeCloseTo(2)
    expect(dominatedHypervolume(trials, BOTH, [1, 0.75])).toBe(0)
    expect(dominatedHypervolume([], BOTH, [4, 0])).toBe(0)
  })

  it('does not count what failed or is not finite', () => {
    const trials = [
      trial(0, 1, 0.5),
      trial(1, 0, 1, new Error('died')),
      trial(2, Number.NEGATIVE_INFINITY, 1),
      trial(3, 0, Number.NaN),
    ]
    expect(dominatedHypervolume(trials, BOTH, [2, 0])).toBeCloseTo(0.5)
  })

  it('is that of one metric too', () => {
    const trials = [trial(0, 3, 0.5), trial(1, 2, 0.1)]
    expect(dominatedHypervolume(trials, [{ metric: 'loss', mode: 'min' }], [10])).toBe(8)
  })

  it.each([[[1]], [[1, 2, 3]], [[1, Number.NaN]], [[Infinity, 0]], [['1', '0']], [4], [undefined]])(
    'refuses %j for a reference point',
    (point) => {
      const measure = (): number => dominatedHypervolume([], BOTH, point as readonly number[])
      expect(measure).toThrow(withCode('INVALID_OPTION'))
      expect(measure).toThrow('loss (min), val/accuracy (max)')
    },
  )
})
