import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { chiSquare } from '../space/chi-square.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'

/** The rungs of every bracket, lowest first, as the status line has them. */
function rungsOf(options: ASHASchedulerOptions): readonly (readonly number[])[] {
  const line = new ScheduleDriver(new ASHAScheduler(options)).schedule.describe()
  return line
    .split('Bracket: ')
    .slice(1)
    .map((bracket) =>
      [...bracket.matchAll(/Iter ([\d.]+):/g)].map(([, at]) => Number(at)).toReversed(),
    )
}

/** How many of the trials each bracket gets. */
function draws(options: ASHASchedulerOptions, trials: number): readonly number[] {
  const driver = new ScheduleDriver(new ASHAScheduler(options), { seed: 11 })
  const firstRungs = rungsOf(options).map(([first]) => first as number)
  const counts = firstRungs.map(() => 0)
  for (let i = 0; i < trials; i++) {
    // Each is worse than all before it, so that it falls at the first rung of its bracket.
    driver.add(`t${i}`)
    const at = firstRungs.findIndex((time) => driver.report(`t${i}`, R(time, -i)) === 'stop')
    if (at >= 0) counts[at] = (counts[at] as number) + 1
  }
  return counts
}

describe('10 rungs', () => {
  it.each([
    [100, 1, 4, 1, [[1, 4, 16, 64]]],
    [16, 1, 4, 1, [[1, 4, 16]]],
    [10, 1, 2, 1, [[1, 2, 4, 8]]],
    [100, 10, 3, 1, [[10, 30, 90]]],
    [100, 100, 4, 1, [[100]]],
    [
      64,
      1,
      4,
      3,
      [
        [1, 4, 16, 64],
        [4, 16, 64],
        [16, 64],
      ],
    ],
    [9, 1, 3, 3, [[1, 3, 9], [3, 9], [9]]],
    [20, 5, 2.5, 1, [[5, 12.5]]],
    [81, 1, 3, 1, [[1, 3, 9, 27, 81]]],
    [125, 1, 5, 1, [[1, 5, 25, 125]]],
  ])(
    'maxT %d, grace %d, factor %d, %d brackets (equal to Ray)',
    (maxT, gracePeriod, reductionFactor, brackets, rungs) => {
      expect(rungsOf({ maxT, gracePeriod, reductionFactor, brackets })).toEqual(rungs)
    },
  )

  it.each([
    [1000, 10, [1, 10, 100, 1000]],
    [243, 3, [1, 3, 9, 27, 81, 243]],
    [1e15, 10, Array.from({ length: 16 }, (_, k) => 10 ** k)],
    [1.331, 1.1, [1, 1.1, 1.21, 1.331]],
  ])(
    'maxT %d with factor %d keeps its top rung (documented fix: Ray loses it to rounding)',
    (maxT, reductionFactor, rungs) => {
      expect(rungsOf({ maxT, reductionFactor })).toEqual([rungs])
    },
  )

  it('brackets without rungs are not there (documented fix: in Ray their trials are never judged)', () => {
    expect(rungsOf({ maxT: 10, reductionFactor: 2, brackets: 10 })).toEqual([
      [1, 2, 4, 8],
      [2, 4, 8],
      [4, 8],
      [8],
    ])
  })

  it.each([
    [{ maxT: 64, brackets: 3 }, [0.6652, 0.2447, 0.09]],
    [{ maxT: 9, reductionFactor: 3, brackets: 3 }, [0.6652, 0.2447, 0.09]],
  ])('%o draws brackets by a softmax over their rungs (equal to Ray)', (options, shares) => {
    const counts = draws({ ...options, stopLastTrials: false }, 5000)
    const { statistic, limit } = chiSquare(counts, shares)
    expect(statistic).toBeLessThan(limit)
    // All but the first at each rung of each bracket fell.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(4990)
  })

  it('a softmax over the four brackets that have rungs (documented fix)', () => {
    const options = { maxT: 10, reductionFactor: 2, brackets: 10, stopLastTrials: false }
    const { statistic, limit } = chiSquare(draws(options, 5000), [0.6439, 0.2369, 0.0871, 0.0321])
    expect(statistic).toBeLessThan(limit)
  })
})
