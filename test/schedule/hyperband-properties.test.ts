import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import { SimulatedStudy, expectedRungs } from './hyperband-study.ts'
import type { HyperBandSchedulerOptions } from '../../src/schedule/hyperband/hyperband.ts'

const tables = fc.constantFrom(
  { maxT: 1, reductionFactor: 3 },
  { maxT: 3, reductionFactor: 3 },
  { maxT: 9, reductionFactor: 3 },
  { maxT: 8, reductionFactor: 2 },
  { maxT: 16, reductionFactor: 4 },
  { maxT: 10, reductionFactor: 2.5 },
  { maxT: 6, reductionFactor: 1.5 },
)
const firstBracket = fc.constantFrom('largest' as const, 'smallest' as const)
const anyOptions: fc.Arbitrary<HyperBandSchedulerOptions> = fc
  .tuple(tables, firstBracket, fc.boolean(), fc.boolean())
  .map(([table, first, waitUntilFull, stopLastTrials]) => ({
    ...table,
    firstBracket: first,
    waitUntilFull,
    stopLastTrials,
  }))

/** Few different scores, so that there are ties; the same whenever it is asked. */
function scoreOf(seed: number, odd = false): (trial: number, time: number) => number {
  return (trial, time) => {
    const x = Math.abs(Math.sin(seed + trial * 12.9898 + time * 78.233) * 43758.5453) % 1
    if (odd && x < 0.1) return [Number.NaN, Infinity, -Infinity][Math.floor(x * 30)] as number
    return Math.floor(x * 12)
  }
}

const setting = fc.record({
  seed: fc.nat(1e6),
  trials: fc.integer({ min: 1, max: 50 }),
  slots: fc.integer({ min: 1, max: 9 }),
})

describe('HyperBand through whole studies', () => {
  it('compares whom the tables say, whatever the number of slots and who is first', () => {
    fc.assert(
      fc.property(tables, firstBracket, setting, fc.boolean(), (table, first, set, restored) => {
        const score = scoreOf(set.seed)
        const options = { ...table, firstBracket: first }
        const simulation = { ...set, score, restored }
        const study = new SimulatedStudy(new HyperBandScheduler(options), simulation).run()
        expect(study.trials.map(({ rungs }) => rungs)).toEqual(expectedRungs(options, simulation))
        expect(study.trials.every(({ status }) => status === 'TERMINATED')).toBe(true)
        expect(study.idles).toBe(0)
      }),
      { numRuns: 120 },
    )
  })

  it('a full round has as many trials at each milestone as the plan', () => {
    fc.assert(
      fc.property(tables, firstBracket, setting, (table, first, { seed, slots }) => {
        const scheduler = new HyperBandScheduler({ ...table, firstBracket: first })
        const { brackets } = scheduler.plan(Number.POSITIVE_INFINITY)
        const trials = brackets.reduce((sum, bracket) => sum + bracket.trials, 0)
        const options = { seed, slots, trials, score: scoreOf(seed) }
        const study = new SimulatedStudy(scheduler, options).run()
        const left = study.trials.map(({ rungs }) => rungs)
        for (const bracket of brackets) {
          const members = left.splice(0, bracket.trials)
          const counts = bracket.rungs.map(({ milestone }) => ({
            milestone,
            trials: members.filter((rungs) => rungs.includes(milestone)).length,
          }))
          expect(counts).toEqual(bracket.rungs)
        }
        expect(left).toEqual([])
      }),
    )
  })

  it('ends every trial, and resumes none that it stopped, whatever fails', () => {
    fc.assert(
      fc.property(
        anyOptions,
        setting,
        fc.record({
          failing: fc.constantFrom(0, 0.02, 0.2),
          limit: fc.constantFrom(Infinity, 1, 3, 10),
          checkpoints: fc.boolean(),
          restored: fc.boolean(),
          end: fc.constantFrom(2, 5, 12, 20),
        }),
        (options, set, misfortune) => {
          const score = scoreOf(set.seed, true)
          // Without checkpoints an attempt must not be interrupted for ever.
          const failing = misfortune.checkpoints ? misfortune.failing : misfortune.failing / 4
          const restored = misfortune.checkpoints && misfortune.restored
          const simulation = { ...set, ...misfortune, failing, restored, score }
          const study = new SimulatedStudy(new HyperBandScheduler(options), simulation).run()
          expect(study.trials).toHaveLength(set.trials)
          const live = study.trials.filter(
            ({ status }) => status !== 'TERMINATED' && status !== 'ERROR',
          )
          expect(live).toEqual([])
        },
      ),
      { numRuns: 600 },
    )
  })
})

type Step = readonly [
  kind: 'add' | 'start' | 'report' | 'complete' | 'fail' | 'retry' | 'search-finished' | 'idle',
  trial: number,
  ahead: number,
  value: number,
]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom('add' as const, 'start' as const), weight: 5 },
      { arbitrary: fc.constant('report' as const), weight: 5 },
      {
        arbitrary: fc.constantFrom(
          ...(['complete', 'fail', 'retry', 'search-finished', 'idle'] as const),
        ),
        weight: 2,
      },
    ),
    fc.nat(30),
    fc.constantFrom(1, 1, 1, 4),
    fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(Number.NaN, Infinity, -Infinity)),
  ),
  { maxLength: 90 },
)

/** Tells a driver the steps that can be. */
function play(driver: ScheduleDriver, list: readonly Step[]): void {
  const times = new Map<string, number>()
  for (const [kind, number, ahead, value] of list) {
    const all = [...times.keys()]
    const running = all.filter((trial) => driver.trial(trial).status === 'RUNNING')
    const trial = running[number % Math.max(1, running.length)]
    if (kind === 'add') {
      const added = `t${times.size}`
      times.set(added, 0)
      driver.addWith(added, {}, 'PENDING')
    } else if (kind === 'start') driver.startNext()
    else if (kind === 'search-finished') driver.finishSearch()
    else if (kind === 'idle') {
      if (running.length === 0 && driver.choose() === undefined) driver.idle()
    } else if (trial === undefined) continue
    else if (kind === 'report') {
      const time = (times.get(trial) ?? 0) + ahead
      times.set(trial, time)
      driver.report(trial, R(time, value))
    } else if (kind === 'complete') driver.complete(trial)
    else driver.fail(trial, { retried: kind === 'retry' })
  }
}

describe('HyperBand, restored', () => {
  it('goes on from any moment as if there had been no interruption', () => {
    fc.assert(
      fc.property(anyOptions, steps, fc.nat(90), (options, list, cut) => {
        const whole = new ScheduleDriver(new HyperBandScheduler(options))
        play(whole, list)
        const part = new ScheduleDriver(new HyperBandScheduler(options))
        for (const told of whole.log.slice(0, cut)) part.tell(told)
        const restored = part.retold()
        expect(restored.schedule.describe()).toBe(part.schedule.describe())
        expect(restored.choose()).toBe(part.choose())
        for (const told of whole.log.slice(cut)) restored.tell(told)
        expect(restored.decisions).toEqual(whole.decisions)
        expect(restored.orders).toEqual(whole.orders)
        expect(restored.status()).toBe(whole.status())
        expect(restored.choose()).toBe(whole.choose())
      }),
      { numRuns: 300 },
    )
  })
})
