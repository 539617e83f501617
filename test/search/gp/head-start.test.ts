import { describe, expect, it } from 'vitest'
import { HeadStart } from '../../../src/search/gp/head-start.ts'
import type { FinishedTrial, RungReading } from '../../../src/search/history.ts'
import type { Read } from '../../../src/search/gp/head-start.ts'

const read: Read = ({ values }) => values[0] as number

function at(step: number, value: number): RungReading {
  return { values: [value], constraints: [], violation: 0, step }
}

/** A trial that had these values at these steps, the last at its end. */
function trial(
  way: readonly (readonly [step: number, value: number])[],
  outcome: FinishedTrial['outcome'] = 'completed',
): FinishedTrial {
  const readings = way.map(([step, value]) => at(step, value))
  return {
    ...(readings.at(-1) as RungReading),
    number: 0,
    coordinates: new Float64Array(),
    memo: undefined,
    outcome,
    rungs: readings.slice(0, -1),
  }
}

function gaps(...trials: readonly FinishedTrial[]): Record<number, number> {
  return Object.fromEntries(new HeadStart(trials, 9).gaps(read))
}

describe('what trials still gain', () => {
  it('is nothing that is known where none went on', () => {
    expect(gaps(trial([[9, 1]]), trial([[1, 5]], 'stopped'))).toEqual({})
    expect(new HeadStart([trial([[1, 5]], 'stopped')], 9).has(1)).toBe(false)
  })

  it('adds up from rung to rung, whoever went on from each', () => {
    const half = trial(
      [
        [1, 10],
        [3, 4],
      ],
      'stopped',
    )
    const full = trial([
      [3, 3],
      [9, 1],
    ])
    expect(gaps(half, full)).toEqual({ 3: 2, 1: 8 })
    expect(new HeadStart([half, full], 9).has(3)).toBe(true)
  })

  it('is what the one in the middle gains', () => {
    const falls = [1, 2, 50].map((fall) =>
      trial([
        [1, fall],
        [9, 0],
      ]),
    )
    expect(gaps(...falls)).toEqual({ 1: 2 })
  })

  it('is not learnt from what failed, nor from what is no number', () => {
    const failed = trial(
      [
        [1, 5],
        [9, Number.NaN],
      ],
      'failed',
    )
    const lost = trial([
      [1, Number.NaN],
      [3, 3],
      [9, 1],
    ])
    expect(gaps(failed)).toEqual({})
    // What is known of step 3 goes for step 1 as well.
    expect(gaps(lost)).toEqual({ 3: 2, 1: 2 })
  })
})
