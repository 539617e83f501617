import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { DistributeResources } from '../../src/schedule/resource-changing/distribute.ts'
import { DistributeResourcesToTopJob } from '../../src/schedule/resource-changing/distribute-to-top-job.ts'
import { ResourceChangingScheduler } from '../../src/schedule/resource-changing/resource-changing.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { Amounts } from '../../src/schedule/scheduler.ts'

const amount = fc.constantFrom(0, 0.5, 1, 2, 3)
const setup = fc.record({
  capacity: fc.record({
    cpu: fc.constantFrom(3, 8, 9.5),
    gpu: fc.constantFrom(0, 4, 7),
    licences: fc.constantFrom(0, 5),
  }),
  base: fc.record({
    cpu: fc.constantFrom(0.5, 1, 2),
    gpu: fc.constantFrom(0, 1),
    licences: fc.constantFrom(0, 1),
  }),
  increaseBy: fc.option(
    fc
      .record({ cpu: amount, gpu: fc.constantFrom(0, 1, 2), licences: amount })
      .filter((unit) => unit.cpu + unit.gpu + unit.licences > 0),
    { nil: undefined },
  ),
  increaseByTimes: fc.constantFrom(-1, 1, 3),
  reserveResources: fc.constantFrom({}, { cpu: 1 }, { cpu: 20 }),
  toTopJob: fc.boolean(),
  asha: fc.boolean(),
})
type Setup = typeof setup extends fc.Arbitrary<infer T> ? T : never

interface Step {
  readonly kind: 'add' | 'report' | 'complete' | 'fail' | 'retry' | 'finish'
  readonly trial: number
  readonly value: number
  readonly checkpoint: boolean
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...(['add', 'report', 'report', 'report', 'report', 'report', 'report'] as const),
      ...(['complete', 'fail', 'retry', 'finish'] as const),
    ),
    trial: fc.nat(5),
    value: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NaN, Infinity)),
    checkpoint: fc.constantFrom(true, true, true, false),
  }),
  { maxLength: 120, size: 'max' },
)

function driverFor(given: Setup): ScheduleDriver {
  const { increaseBy, increaseByTimes, reserveResources } = given
  const options = { ...(increaseBy && { increaseBy }), increaseByTimes, reserveResources }
  const scheduler = new ResourceChangingScheduler({
    resourcesAllocationFunction: given.toTopJob
      ? new DistributeResourcesToTopJob(options)
      : new DistributeResources(options),
    ...(given.asha && { baseScheduler: new ASHAScheduler({ maxT: 9, reductionFactor: 3 }) }),
  })
  return new ScheduleDriver(scheduler, { capacity: given.capacity, resources: given.base })
}

function fits(resources: Amounts, room: Amounts): boolean {
  return Object.entries(resources).every(([name, amount]) => amount <= (room[name] ?? 0) + 1e-9)
}

/** Plays a study that starts what fits, and looks at it after every step. */
function play(driver: ScheduleDriver, list: readonly Step[], look: () => void): void {
  const times = new Map<string, number>()
  driver.addWith('t0', {}, 'PENDING')
  driver.startNext()
  let added = 1
  for (const { kind, trial, value, checkpoint } of list) {
    const running = [...driver.glance.live()].filter(({ status }) => status === 'RUNNING')
    const id = running[trial % Math.max(running.length, 1)]?.id
    if (kind === 'add' && driver.glance.waiting === 0) {
      driver.addWith(`t${added++}`, {}, 'PENDING')
    } else if (kind === 'finish') driver.finishSearch()
    else if (id !== undefined) {
      const time = (times.get(id) ?? 0) + 1
      times.set(id, time)
      if (kind === 'report') driver.report(id, R(time, value), { checkpoint })
      else if (kind === 'complete') driver.complete(id, R(time, value))
      else driver.fail(id, { retried: kind === 'retry' })
    }
    let chosen = driver.choose()
    while (chosen !== undefined && fits(driver.trial(chosen).resources, driver.glance.free)) {
      driver.startNext()
      chosen = driver.choose()
    }
    look()
  }
}

/** What must never be. */
function* problemsOf(driver: ScheduleDriver, given: Setup): Generator<string> {
  const { base, capacity, increaseBy, increaseByTimes: times, reserveResources } = given
  const { free } = driver.glance
  const live = [...driver.glance.live()]
  const limit: Record<string, number> = { ...base }
  for (const [name, unit] of Object.entries(increaseBy ?? {})) {
    limit[name] = (limit[name] ?? 0) + times * unit
  }
  for (const { id, resources } of live) {
    if (!fits(base, resources)) yield `${id} has less than it started with`
    if (!fits(resources, capacity)) yield `${id} has more than there is`
    if (increaseBy && times > 0 && !fits(resources, limit)) yield `${id} is beyond its limit`
    if (reserveResources.cpu === 20 && (resources['cpu'] ?? 0) > base.cpu) {
      yield `${id} has what is kept back`
    }
  }
  if (Object.values(free).some((amount) => amount < -1e-9)) yield 'more runs than there is'
  const isIdle = live.every(({ status }) => status !== 'RUNNING')
  if (isIdle && live.length > 0) yield 'somebody waits while nothing runs'
}

describe('ResourceChangingScheduler, whatever happens', () => {
  it('hands out no more than there is, to nobody less than it started with, and never stalls', () => {
    fc.assert(
      fc.property(setup, steps, (given, list) => {
        fc.pre(fits(given.base, given.capacity))
        const driver = driverFor(given)
        const problems: string[] = []
        play(driver, list, () => problems.push(...problemsOf(driver, given)))
        expect(problems).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('never lets a trial do anything twice', () => {
    let pauses = 0
    fc.assert(
      fc.property(setup, steps, (given, list) => {
        fc.pre(fits(given.base, given.capacity) && !given.asha)
        const driver = driverFor(given)
        play(driver, list, () => {})
        const results = driver.log.filter((told) => told.type === 'result')
        const came = driver.decisions.map(({ action }, i) =>
          action === 'pause' ? results[i]?.checkpoint : undefined,
        )
        pauses += came.filter(Boolean).length
        expect(came).not.toContain(false)
      }),
    )
    expect(pauses).toBeGreaterThan(10)
  })

  it('goes on from any moment as if there had been no interruption', () => {
    fc.assert(
      fc.property(setup, steps, fc.nat(150), (given, list, cut) => {
        fc.pre(fits(given.base, given.capacity))
        const whole = driverFor(given)
        play(whole, list, () => {})
        const part = driverFor(given)
        for (const told of whole.log.slice(0, cut)) part.tell(told)
        const restored = part.retold()
        expect(restored.choose()).toBe(part.choose())
        for (const told of whole.log.slice(cut)) restored.tell(told)
        expect(restored.decisions).toEqual(whole.decisions)
        expect(restored.schedule.describe()).toBe(whole.schedule.describe())
      }),
    )
  })

  it('all is handed out, and nobody has more than an even share rounded up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 9, max: 40 }), (n, cpu) => {
        const driver = new ScheduleDriver(new ResourceChangingScheduler(), {
          capacity: { cpu, gpu: 0 },
        })
        const ids = Array.from({ length: n }, (_, i) => `t${i}`)
        driver.add(...ids).finishSearch()
        for (const round of [1, 2, 3, 4, 5, 6]) {
          for (const id of ids) {
            driver.report(id, R(round, 1))
            driver.startNext()
          }
        }
        const shares = ids.map((id) => driver.trial(id).resources['cpu'] ?? 0)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(cpu)
        expect(Math.max(...shares)).toBe(Math.ceil(cpu / n))
      }),
    )
  })
})
