import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Members } from '../../src/schedule/pbt/members.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { choice } from '../../src/space/choice.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PopulationBasedTrainingOptions } from '../../src/schedule/pbt/pbt-options.ts'

const value = fc.oneof(
  { arbitrary: fc.integer({ min: -4, max: 4 }), weight: 8 },
  { arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity), weight: 1 },
)

const options: fc.Arbitrary<PopulationBasedTrainingOptions> = fc.record({
  perturbationInterval: fc.constantFrom(1, 2, 2.5),
  burnInPeriod: fc.constantFrom(0, 3),
  quantileFraction: fc.constantFrom(0, 0.2, 0.25, 0.5),
  resampleProbability: fc.constantFrom(0, 0.25, 1),
  synch: fc.boolean(),
  mode: fc.constantFrom('min', 'max'),
})

function driverOf(chosen: PopulationBasedTrainingOptions): ScheduleDriver {
  return new ScheduleDriver(
    new PopulationBasedTraining({
      timeAttr: 'training_iteration',
      hyperparamMutations: { lr: uniform(0, 1), n: randint(1, 5), kind: choice(['a', 'b', 'c']) },
      ...chosen,
    }),
  )
}

type Kind = 'report' | 'complete' | 'fail' | 'retry' | 'remove' | 'start' | 'search' | 'idle'
type Step = readonly [kind: Kind, trial: number, ahead: number, value: number]

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom<Kind>(
    ...Array.from({ length: 12 }, () => 'report' as const),
    ...(['start', 'start', 'start', 'retry', 'complete', 'fail', 'remove', 'idle'] as const),
    'search',
  ),
  fc.nat(5),
  fc.constantFrom(0.5, 1, 1, 2, 7),
  value,
)

const ended = (driver: ScheduleDriver, trial: string): boolean =>
  ['TERMINATED', 'ERROR'].includes(driver.trial(trial).status)

/** Carries out a step, whatever the trial does just then. */
function play(driver: ScheduleDriver, known: Set<string>, [kind, n, ahead, v]: Step): void {
  const trial = `t${n}`
  if (kind === 'start') driver.startNext()
  else if (kind === 'idle') driver.idle()
  else if (kind === 'search') driver.finishSearch()
  else if (!known.has(trial)) {
    known.add(trial)
    driver.addWith(trial, driver.schedule.completeConfig?.({ trial }, n))
  } else if (ended(driver, trial)) return
  else if (kind === 'report') {
    const before = driver.trial(trial).checkpointIteration ?? 0
    driver.report(trial, R(before + ahead, v), { checkpoint: ahead !== 0.5 })
  } else if (kind === 'complete') driver.complete(trial, undefined)
  else if (kind === 'remove') driver.tell({ type: 'removed', trial })
  else driver.fail(trial, { retried: kind === 'retry' })
}

/** A population whose first report has a checkpoint, so that none is asked for. */
function begun(chosen: PopulationBasedTrainingOptions): [ScheduleDriver, Set<string>] {
  const driver = driverOf(chosen)
  driver.addWith('t0', driver.schedule.completeConfig?.({ trial: 't0' }, 0))
  driver.report('t0', R(0.1, 0))
  return [driver, new Set(['t0'])]
}

function stateOf(driver: ScheduleDriver): unknown {
  return [driver.schedule.describe(), driver.choose(), driver.status()]
}

describe('PopulationBasedTraining, whatever happens', () => {
  it('is restored exactly, wherever it was cut off', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 60 }), (chosen, steps) => {
        const [whole, known] = begun(chosen)
        const states = steps.map((one) => {
          play(whole, known, one)
          return [stateOf(whole), whole.decisions.length, whole.orders.length]
        })
        for (let cut = 0; cut < steps.length; cut += 5) {
          const [before, names] = begun(chosen)
          for (const one of steps.slice(0, cut)) play(before, names, one)
          const restored = before.retold()
          for (const [i, one] of steps.slice(cut).entries()) {
            play(restored, names, one)
            const [state, decisions, orders] = states[cut + i] as [unknown, number, number]
            expect(stateOf(restored)).toEqual(state)
            expect(restored.decisions).toEqual(whole.decisions.slice(0, decisions))
            expect(restored.orders).toEqual(whole.orders.slice(0, orders))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('copies only trials that live and have a checkpoint and a number, into the bounds', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 80 }), (chosen, steps) => {
        const [driver, known] = begun(chosen)
        for (const one of steps) {
          const decided = driver.decisions.length
          const ordered = driver.orders.length
          play(driver, known, one)
          const made = [...driver.decisions.slice(decided), ...driver.orders.slice(ordered)]
          for (const { action, ...rest } of made) {
            if (action !== 'exploit' || !('exploit' in rest)) continue
            const { from, config } = rest.exploit
            expect(chosen.quantileFraction).not.toBe(0)
            expect(ended(driver, from)).toBe(false)
            expect(driver.trial(from).checkpointIteration).toBeDefined()
            expect(rest.reason).not.toMatch(/copy of \S+ \(NaN\)/)
            const { lr, n, kind } = config as { lr: number; n: number; kind: string }
            expect(lr >= 0 && lr <= 1 && [1, 2, 3, 4].includes(n)).toBe(true)
            expect(['a', 'b', 'c']).toContain(kind)
          }
        }
      }),
    )
  })

  it('is never stuck: while a trial lives, one runs or would be started', () => {
    const trial = fc.record({
      length: fc.integer({ min: 1, max: 12 }),
      pace: fc.constantFrom(0.5, 1, 3, 8),
      fails: fc.boolean(),
    })
    fc.assert(
      fc.property(
        options,
        fc.array(trial, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(value, { minLength: 7, maxLength: 7 }),
        (chosen, trials, slots, values) => {
          const driver = driverOf(chosen)
          for (const [i] of trials.entries()) driver.addWith(`t${i}`, {}, 'PENDING')
          driver.finishSearch()
          const failed = new Set<string>()
          // Copies of trials that are less far may go back and forth for long.
          for (let round = 0; round < 300; round++) {
            const live = [...driver.glance.live()]
            if (live.length === 0) break
            const running = live.filter(({ status }) => status === 'RUNNING')
            if (running.length < slots && driver.startNext() !== undefined) continue
            const next = running[round % running.length]
            expect(next).toBeDefined()
            const { id } = next as { id: string }
            const { length, pace, fails } = trials[Number(id.slice(1))] as (typeof trials)[0]
            const time = (next?.checkpointIteration ?? 0) + pace
            if (time > length * pace) driver.complete(id)
            else if (fails && time > 4 && !failed.has(id)) {
              failed.add(id)
              driver.fail(id, { retried: length % 2 === 0 })
            } else driver.report(id, R(time, values[round % 7] as number))
          }
        },
      ),
      { numRuns: 80 },
    )
  })
})

describe('the ends of a population', () => {
  it('are those of sorting all scores by the rule', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(12), value), { maxLength: 40 }),
        fc.constantFrom(0, 0.1, 0.25, 0.3, 0.5),
        (looks, fraction) => {
          const members = new Members(fraction)
          const scores = new Map<string, number>()
          const order: string[] = []
          for (const [n, score] of looks) {
            const id = `t${n}`
            if (members.add(id)) order.push(id)
            const member = members.get(id)
            if (member) members.look(member, 1, score)
            scores.set(id, score)
          }
          const sorted = order
            .filter((id) => !Number.isNaN(scores.get(id)))
            .sort((a, b) =>
              (scores.get(a) ?? 0) < (scores.get(b) ?? 0)
                ? -1
                : Number(scores.get(a) !== scores.get(b)),
            )
          const broken = order.filter((id) => Number.isNaN(scores.get(id)))
          const size = order.length
          let count = Math.ceil(size * fraction)
          if (count > size / 2) count = Math.floor(size / 2)
          if (size <= 1) count = 0
          const all = [...broken, ...sorted]
          const ends = members.ends()
          const lower = members.ranked(0, ends.lower)
          const upper = members.ranked(ends.upper, size)
          expect(ends.size).toBe(size)
          if (count === 0) expect([lower, upper]).toEqual([[], []])
          else {
            expect(lower).toEqual(all.slice(0, Math.max(count, broken.length)))
            expect(upper).toEqual(all.slice(-count).filter((id) => !broken.includes(id)))
          }
        },
      ),
    )
  })
})
