import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'
import type { SchedulePlan } from '../../src/schedule/plan.ts'

function plan(options: ASHASchedulerOptions, trials: number): SchedulePlan {
  return new ASHAScheduler(options).plan(trials)
}

/** Each rung as `[milestone, trials]`. */
function rungsOf({ brackets }: SchedulePlan): readonly (readonly (readonly number[])[])[] {
  return brackets.map(({ rungs }) => rungs.map(({ milestone, trials }) => [milestone, trials]))
}

/** How many trials came as far as each milestone, with scores that tell nothing of the next rung. */
function simulate(options: ASHASchedulerOptions, trials: number, seed: number): number[] {
  const [rungs = []] = rungsOf(plan(options, trials))
  const milestones = rungs.map(([milestone]) => milestone as number)
  const driver = new ScheduleDriver(new ASHAScheduler(options), { seed })
  const random = Random.fromSeed(seed)
  const counts = milestones.map(() => 0)
  for (let i = 0; i < trials; i++) {
    driver.add(`t${i}`)
    for (const [k, time] of milestones.entries()) {
      counts[k] = (counts[k] as number) + 1
      if (driver.report(`t${i}`, R(time, random.next())) === 'stop') break
    }
  }
  return counts
}

describe('the plan of ASHA that promotes', () => {
  it('is a chain of whole numbers, and what they cost', () => {
    const made = plan({ variant: 'promote', maxT: 100 }, 300)
    expect(rungsOf(made)).toEqual([
      [
        [1, 300],
        [4, 75],
        [16, 18],
        [64, 4],
        [100, 1],
      ],
    ])
    expect(made.timeAttr).toBe('training_iteration')
    expect(made.cost).toBe(300 + 75 * 3 + 18 * 12 + 4 * 48 + 36)
    expect(made.fullCost).toBe(30_000)
    expect(made.notes).toHaveLength(2)
  })

  it('says so when no trial would get to the end', () => {
    const { notes } = plan({ variant: 'promote', maxT: 64 }, 50)
    expect(notes[0]).toBe(
      'Of 50 trials none is expected to be promoted as far as 64: it takes at least 64.',
    )
    expect(plan({ variant: 'promote', maxT: 64 }, 64).notes.join()).not.toContain('it takes')
  })

  it('names the number of trials that it takes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 9, 10, 27, 100),
        fc.constantFrom(1.1, 1.5, 2, 2.5, 3, 4),
        fc.constantFrom(1, 2, 3, 20),
        (maxT, reductionFactor, brackets) => {
          const options = { variant: 'promote', maxT, reductionFactor, brackets } as const
          const [note = ''] = plan(options, 0).notes
          const needed = Number(/at least (\d+)/.exec(note)?.[1])
          const reached = (trials: number): number =>
            Math.max(
              ...plan(options, trials).brackets.map(({ rungs }) => rungs.at(-1)?.trials ?? 0),
            )
          expect(reached(needed)).toBeGreaterThanOrEqual(1)
          expect(plan(options, needed).notes.join()).not.toContain('it takes')
          expect(plan(options, needed - 1).notes.join()).toContain(`it takes at least ${needed}.`)
        },
      ),
    )
  })

  it('is what happens, but for those that were among the best too early', () => {
    const random = Random.fromSeed(8)
    const options = { variant: 'promote', maxT: 16, reductionFactor: 2 } as const
    const driver = new ScheduleDriver(new ASHAScheduler(options))
    const [planned = []] = rungsOf(plan(options, 64))
    const reached = new Map<number, number>()
    const times = new Map<string, number>()
    const run = (trial: string): void => {
      for (;;) {
        const time = (times.get(trial) ?? 0) + 1
        times.set(trial, time)
        if (planned.some(([milestone]) => milestone === time)) {
          reached.set(time, (reached.get(time) ?? 0) + 1)
        }
        if (driver.report(trial, R(time, random.next())) !== 'continue') return
      }
    }
    for (let i = 0; i < 64;) {
      const trial = driver.startNext() ?? `t${i++}`
      if (!times.has(trial)) driver.add(trial)
      run(trial)
    }
    for (let trial = driver.startNext(); trial !== undefined; trial = driver.startNext()) run(trial)
    planned.forEach(([milestone = 0, trials = 0]) => {
      expect(reached.get(milestone)).toBeGreaterThanOrEqual(trials)
      expect(reached.get(milestone)).toBeLessThanOrEqual(trials + 8)
    })
  })
})

describe('the plan of ASHA that stops', () => {
  it('nears one in reductionFactor at each rung', () => {
    const made = plan({ maxT: 64 }, 1e9)
    expect(made.brackets[0]?.trials).toBe(1e9)
    rungsOf(made)[0]?.forEach(([milestone = 0, trials = 0], k) => {
      expect(milestone).toBe(4 ** k)
      expect(trials * 4 ** k).toBeCloseTo(1e9, -4)
    })
    expect(made.cost).toBeCloseTo(1e9 * (1 + 3 / 4 + 12 / 16 + 48 / 64), -4)
  })

  it('expects more of few: the first always goes on', () => {
    const [rungs = []] = rungsOf(plan({ maxT: 64 }, 1))
    expect(rungs).toEqual([
      [1, 1],
      [4, 1],
      [16, 1],
      [64, 1],
    ])
    // Of two, the second is as good as the first in one of two cases.
    expect(rungsOf(plan({ maxT: 4 }, 2))[0]?.[1]?.[1]).toBeCloseTo(1.5, 6)
    // The third as well where it is the best of three, and in a quarter of the cases where it is second.
    expect(rungsOf(plan({ maxT: 4 }, 3))[0]?.[1]?.[1]).toBeCloseTo(1.5 + 1 / 3 + 1 / 3 / 4, 6)
  })

  it.each([
    [{ maxT: 8, reductionFactor: 2 }, 20],
    [{ maxT: 9, reductionFactor: 3 }, 60],
    [{ maxT: 20, reductionFactor: 4 }, 30],
  ])(
    'is what happens on average when rungs tell nothing of each other: %o, %d trials',
    (options, trials) => {
      const runs = 300
      const [planned = []] = rungsOf(plan(options, trials))
      const sums = planned.map(() => 0)
      for (let seed = 0; seed < runs; seed++) {
        simulate(options, trials, seed).forEach(
          (count, k) => (sums[k] = (sums[k] as number) + count),
        )
      }
      planned.forEach(([, expected = 0], k) => {
        // Five standard errors; one run has less than that of a Poisson count.
        const limit = 5 * Math.sqrt(expected / runs) + 0.03 * expected
        expect(Math.abs((sums[k] as number) / runs - expected)).toBeLessThan(limit)
      })
    },
  )

  it('shares the trials out to the brackets as they are drawn', () => {
    const made = plan({ maxT: 64, brackets: 3 }, 1000)
    expect(made.brackets.map(({ trials }) => Math.round(trials))).toEqual([665, 245, 90])
    expect(made.brackets.map(({ rungs }) => rungs[0]?.milestone)).toEqual([1, 4, 16])
    expect(made.fullCost).toBe(64_000)
    const costs = made.brackets.map(({ rungs }) =>
      rungs.reduce(
        (sum, { milestone, trials }, k) =>
          sum + trials * (milestone - (rungs[k - 1]?.milestone ?? 0)),
        0,
      ),
    )
    expect(made.cost).toBeCloseTo(
      costs.reduce((a, b) => a + b),
      6,
    )
  })

  it('does not know the cost of trials that run to their own end', () => {
    const made = plan({ maxT: 20, stopLastTrials: false }, 100)
    expect(made).toMatchObject({ cost: undefined, fullCost: undefined })
    expect(made.notes.at(-1)).toMatch(/the cost is not known/)
    expect(rungsOf(made)[0]?.at(-1)?.[0]).toBe(16)
    expect(rungsOf(plan({ maxT: 20 }, 100))[0]?.at(-1)?.[0]).toBe(20)
  })
})

describe.each(['stop', 'promote'] as const)('the plan of the variant %s', (variant) => {
  it('knows a study without an end, or without trials', () => {
    const endless = plan({ variant, brackets: 2, maxT: 16 }, Number.POSITIVE_INFINITY)
    expect(endless).toMatchObject({ cost: Number.POSITIVE_INFINITY })
    expect(endless.fullCost).toBe(Number.POSITIVE_INFINITY)
    expect(endless.brackets[1]?.rungs).toEqual([
      { milestone: 4, trials: Number.POSITIVE_INFINITY },
      { milestone: 16, trials: Number.POSITIVE_INFINITY },
    ])
    expect(plan({ variant, brackets: 2, maxT: 16 }, 0)).toMatchObject({ cost: 0, fullCost: 0 })
  })

  it('has numbers where brackets get next to nothing', () => {
    const made = plan(
      { variant, maxT: 1000, reductionFactor: 1.007, brackets: 990 },
      Number.POSITIVE_INFINITY,
    )
    const counts = made.brackets.flatMap(({ rungs }) => rungs.map(({ trials }) => trials))
    expect(new Set(counts)).toEqual(new Set([Number.POSITIVE_INFINITY, 0]))
    expect(made.cost).toBe(Number.POSITIVE_INFINITY)
  })

  it('never plans more at a rung than at the one before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.constantFrom(1.1, 1.5, 2, 3, 4, 10),
        fc.constantFrom(1, 3),
        (trials, reductionFactor, brackets) => {
          const made = plan({ variant, reductionFactor, brackets }, trials)
          for (const rungs of rungsOf(made)) {
            rungs.forEach(([, count = 0], k) => {
              expect(count).toBeLessThanOrEqual((rungs[k - 1]?.[1] ?? trials) + 1e-9)
              expect(count).toBeGreaterThanOrEqual(0)
            })
          }
          expect(made.cost).toBeLessThanOrEqual((made.fullCost as number) + 1e-6)
        },
      ),
    )
  })
})
