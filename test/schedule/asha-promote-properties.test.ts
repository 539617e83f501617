import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nonDominatedSort } from '../../src/math/pareto.ts'
import { farthestFirst } from '../../src/math/farthest-first.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import { Player, steps } from './asha-play.ts'
import type { Result } from '../../src/math/score.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'
import type { ScheduleDecision } from '../../src/schedule/scheduler.ts'
import type { Told } from '../support/schedule-driver.ts'

type Values = readonly [reward: number, other: number]

const objectives = [
  { metric: 'reward', mode: 'max' },
  { metric: 'other', mode: 'min' },
] as const

const options = fc.record({
  maxT: fc.constantFrom(4, 9, 10, 27),
  gracePeriod: fc.constantFrom(0.5, 1, 2.5),
  reductionFactor: fc.constantFrom(1.5, 2, 3, 4),
  stopLastTrials: fc.boolean(),
})

const kinds: readonly [string, ASHASchedulerOptions][] = [
  ['one metric', {}],
  ['two objectives', { objectives }],
]

function promoting(given: ASHASchedulerOptions): ASHAScheduler {
  return new ASHAScheduler({ ...given, variant: 'promote' })
}

/** Those at a rung, best first; NaN is the worst, equals are as they came. */
function byRank(
  entries: readonly Values[],
  { objectives }: ASHASchedulerOptions,
  waits: (i: number) => boolean,
): number[] {
  const all = entries.map((_, i) => i)
  if (objectives === undefined) {
    const rewards = entries.map(([reward]) => (Number.isNaN(reward) ? undefined : reward))
    const beats = (i: number, j: number): boolean => {
      const [a, b] = [rewards[i], rewards[j]]
      return a !== undefined && (b === undefined || a > b)
    }
    return all.sort((i, j) => (beats(i, j) ? -1 : beats(j, i) ? 1 : i - j))
  }
  const points = entries.map(([reward, other]) => [reward, -other])
  return nonDominatedSort(points).flatMap((front) => {
    const members = front.map((i) => points[i] as number[])
    // Those that went on come first, and the others by how well they complement them.
    const gone = front.filter((i) => !waits(i))
    if (members.some((member) => member.some(Number.isNaN)))
      return [...gone, ...front.filter(waits)]
    const taken = gone.map((i) => front.indexOf(i))
    return farthestFirst(members, members.length, taken).map((k) => front[k] as number)
  })
}

/** Keeps the books again, by sorting everything at every question. */
class Auditor {
  readonly #given: ASHASchedulerOptions
  readonly #rungs: Map<number, { readonly trials: string[]; readonly values: Values[] }> = new Map()
  readonly #lastRung: Map<string, number> = new Map()
  readonly #waiting: Set<string> = new Set()

  constructor(given: ASHASchedulerOptions) {
    this.#given = given
  }

  /** Whatever is told of a trial but its start: it does not wait any more. */
  hear(told: Told): void {
    if ('trial' in told && told.type !== 'started') this.#waiting.delete(told.trial)
  }

  /** Whether a result takes a trial to a rung where it is one of those who may go on. */
  enter(trial: string, result: Result, { action, rung: said }: ScheduleDecision): boolean {
    const rung = action === 'stop' ? this.#newRung(trial, result) : said
    if (rung === undefined) return false
    const entries = this.#rungs.get(rung) ?? { trials: [], values: [] }
    this.#rungs.set(rung, entries)
    entries.trials.push(trial)
    entries.values.push([result['reward'] as number, result['other'] as number])
    this.#lastRung.set(trial, rung)
    if (action === 'stop') return false
    this.#waiting.add(trial)
    const isBest = this.#best(rung).includes(trial)
    if (action === 'continue') this.#waiting.delete(trial)
    return isBest
  }

  /** Who is to be resumed of these, if anybody. */
  next(paused: ReadonlySet<string>): string | undefined {
    const rungs = [...this.#rungs.keys()].sort((a, b) => b - a)
    const able = rungs.flatMap((rung) =>
      this.#best(rung).filter((trial) => paused.has(trial) && this.#lastRung.get(trial) === rung),
    )
    return able[0]
  }

  /** The highest rung that a trial reaches as it ends, if it is a new one. */
  #newRung(trial: string, result: Result): number | undefined {
    const { gracePeriod = 1, reductionFactor = 4, maxT = 100 } = this.#given
    const time = result['training_iteration'] as number
    let reached: number | undefined
    for (let rung = gracePeriod; rung <= Math.min(time, maxT); rung *= reductionFactor) {
      if (rung > (this.#lastRung.get(trial) ?? 0)) reached = rung
    }
    return reached
  }

  /** The best at a rung, as many as may go on; best first. */
  #best(rung: number): readonly string[] {
    const { trials, values } = this.#rungs.get(rung) ?? { trials: [], values: [] }
    const quota = Math.floor(trials.length / (this.#given.reductionFactor ?? 4) + 1e-9)
    const waits = (i: number): boolean =>
      this.#waiting.has(trials[i] as string) && this.#lastRung.get(trials[i] as string) === rung
    return byRank(values, this.#given, waits)
      .slice(0, quota)
      .map((i) => trials[i] as string)
  }
}

describe.each(kinds)('ASHA that promotes, whatever happens: %s', (_, kind) => {
  it('lets on who is among the best at once, and resumes the best of those that are', () => {
    fc.assert(
      fc.property(options, steps, fc.nat(), (drawn, list, some) => {
        const given = { ...drawn, ...kind }
        const auditor = new Auditor(given)
        const driver = new ScheduleDriver(promoting(given))
        const tell = driver.tell.bind(driver)
        driver.tell = (told) => {
          auditor.hear(told)
          return tell(told)
        }
        const player: Player = new Player(driver, {
          beforeStart: () => {
            const paused = player.with('PAUSED')
            const pending = player.with('PENDING')
            const next = auditor.next(new Set(paused))
            const able = next !== undefined ? [next] : pending.length > 0 ? pending : [undefined]
            expect(able).toContain(driver.choose())
            // Some of them may not have ended yet.
            const ended = new Set(paused.filter((_, i) => (some >> i) % 2 === 0))
            const startable = {
              pending: { size: 0, first: undefined, has: () => false, *[Symbol.iterator]() {} },
              paused: Object.assign(ended, { first: [...ended][0] }),
            }
            expect(driver.schedule.choose(startable)).toBe(auditor.next(ended))
          },
          afterReport: (trial, result, decision) => {
            const isBest = auditor.enter(trial, result, decision)
            if (decision.rung === undefined || decision.action === 'stop') return
            const isBeyond = (result['training_iteration'] as number) >= given.maxT
            expect(decision.action).toBe(isBest || isBeyond ? 'continue' : 'pause')
          },
        })
        player.play(list).finish(given.maxT)
      }),
      { numRuns: 200 },
    )
  })

  it('in the end all have ended, and nobody is resumed who was stopped', () => {
    fc.assert(
      fc.property(options, fc.constantFrom(1, 2, 20), steps, (given, brackets, list) => {
        const driver = new ScheduleDriver(promoting({ ...given, ...kind, brackets }))
        const player = new Player(driver).play(list).finish(given.maxT)
        expect(player.with('PENDING', 'RUNNING', 'PAUSED')).toEqual([])
        expect(driver.choose()).toBeUndefined()
        const ordered = driver.orders.map(({ trial }) => trial)
        expect(new Set(ordered).size).toBe(ordered.length)
        for (const { action, reason } of driver.orders) {
          expect(action).toBe('stop')
          expect(reason).toMatch(
            /^rung \S+: (\d+\w\w|on front \d+, one) of \d+, (not among|and of fewer)/,
          )
        }
        // Only a pause makes a trial wait, and only what waits is stopped by an order.
        const paused = driver.decisions.filter((decision) => decision.action === 'pause').length
        expect(ordered.length).toBeLessThanOrEqual(paused)
      }),
    )
  })

  it('goes on from any moment as if there had been no interruption', () => {
    fc.assert(
      fc.property(options, fc.constantFrom(1, 3), steps, (given, brackets, list) => {
        const scheduler = promoting({ ...given, ...kind, brackets })
        const chosen: (string | undefined)[] = []
        const whole = new ScheduleDriver(scheduler)
        const tell = whole.tell.bind(whole)
        whole.tell = (told) => {
          chosen.push(whole.choose())
          return tell(told)
        }
        new Player(whole).play(list.slice(0, 40)).finish(given.maxT)
        whole.log.forEach((_, cut) => {
          const part = new ScheduleDriver(scheduler)
          for (const told of whole.log.slice(0, cut)) part.tell(told)
          const restored = part.retold()
          const rest: readonly Told[] = whole.log.slice(cut)
          rest.forEach((told, i) => {
            expect(restored.choose()).toBe(chosen[cut + i])
            restored.tell(told)
          })
          expect(restored.decisions).toEqual(whole.decisions)
          expect(restored.orders).toEqual(whole.orders)
          expect(restored.schedule.describe()).toBe(whole.schedule.describe())
        })
      }),
      { numRuns: 25 },
    )
  })

  it('choose and describe change nothing', () => {
    fc.assert(
      fc.property(options, steps, (given, list) => {
        const scheduler = promoting({ ...given, ...kind })
        const asked = new ScheduleDriver(scheduler)
        const tell = asked.tell.bind(asked)
        asked.tell = (told) => {
          for (let i = 0; i < 3; i++) asked.choose()
          asked.schedule.describe()
          return tell(told)
        }
        new Player(asked).play(list).finish(given.maxT)
        expect(asked.retold().decisions).toEqual(asked.decisions)
      }),
    )
  })
})

describe('NaN and infinities', () => {
  it('count by their rank alone: numbers in the same order are treated alike', () => {
    fc.assert(
      fc.property(options, steps, (given, list) => {
        const rewards = [...new Set(list.map(({ values: [reward] }) => reward))]
        const sorted = rewards.filter((x) => !Number.isNaN(x)).sort((a, b) => (a < b ? -1 : 1))
        const rank = (x: number): number => (Number.isNaN(x) ? -1000 : sorted.indexOf(x))
        const tame = list.map((step) => ({
          ...step,
          values: [rank(step.values[0]), 0] as const,
        }))
        const [wild, tamed] = [list, tame].map((played) =>
          new Player(new ScheduleDriver(promoting(given))).play(played),
        )
        expect(tamed?.driver.decisions).toEqual(wild?.driver.decisions)
        expect(tamed?.driver.log.map(({ type }) => type)).toEqual(
          wild?.driver.log.map(({ type }) => type),
        )
      }),
    )
  })

  it('a NaN goes on only where numbers do not suffice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 2, Number.NaN), { minLength: 1, maxLength: 30 }),
        fc.constantFrom(1.5, 2, 3),
        (values, reductionFactor) => {
          const driver = new ScheduleDriver(promoting({ reductionFactor }))
          values.forEach((value, i) => driver.add(`t${i}`).report(`t${i}`, R(1, value)))
          while (driver.startNext() !== undefined);
          const isRunning = (i: number): boolean => driver.trial(`t${i}`).status === 'RUNNING'
          const went = values.filter((_, i) => isRunning(i))
          const waits = values.filter((_, i) => !isRunning(i))
          expect(went.length).toBeGreaterThanOrEqual(
            Math.floor(values.length / reductionFactor + 1e-9),
          )
          // One that went on at once may have been overtaken; nobody else.
          if (went.some(Number.isNaN) && waits.some((value) => value > 0)) {
            const early = values.findIndex((value, i) => Number.isNaN(value) && isRunning(i))
            expect(driver.decisions[early]?.action).toBe('continue')
          }
        },
      ),
    )
  })
})
