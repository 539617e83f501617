import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { PB2 } from '../../src/schedule/pb2/pb2.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PB2Options } from '../../src/schedule/pb2/pb2.ts'
import type { Told } from '../support/schedule-driver.ts'

function pb2(options: Partial<PB2Options> = {}): PB2 {
  return new PB2({
    timeAttr: 'training_iteration',
    perturbationInterval: 1,
    hyperparamBounds: { lr: [0, 1], net: { name: ['a', 'b'] } },
    ...options,
  })
}

/** Four trials that gain by their lr; t0 is the best. */
function four(scheduler: PB2): ScheduleDriver {
  const driver = new ScheduleDriver(scheduler)
  for (const [i, lr] of [0.9, 0.6, 0.3, 0.1].entries()) {
    driver.addWith(`t${i}`, { lr, net: { name: 'a' }, kept: [1] })
  }
  return driver.finishSearch()
}

function round(driver: ScheduleDriver, time: number): readonly string[] {
  return [0.9, 0.6, 0.3, 0.1].map((gain, i) => driver.report(`t${i}`, R(time, time * gain)))
}

describe('PB2', () => {
  it('in synchrony gives the worst the config that the model chooses, on a copy of the best', () => {
    const driver = four(pb2({ synch: true }))
    round(driver, 1)
    // Nothing is known after the first interval but where all are.
    expect(driver.reason).toMatch(
      /becomes a copy of t0 \(0\.9\), lr 0\.9 → \S+ \(drawn\), net\/name "a" → "[ab]" \(drawn\)$/,
    )
    round(driver, 2)
    expect(driver.reason).toMatch(/becomes a copy of t0 \(1\.8\), lr 0\.9 → \S+ \(model\)/)
    const { config } = driver.trial('t3')
    expect(config).toEqual({
      lr: expect.any(Number),
      net: { name: expect.stringMatching(/^[ab]$/) },
      kept: [1],
    })
    expect(driver.schedule.describe()).toMatch(
      /^Using PB2: num_checkpoints=2, num_perturbations=2, .*intervals learnt from: 4$/,
    )
  })

  it('asynchronously judges each at its own time', () => {
    const driver = four(pb2())
    expect(round(driver, 1)).toEqual(['continue', 'exploit', 'exploit', 'exploit'])
    expect(driver.trial('t3').config).not.toEqual({ lr: 0.1, net: { name: 'a' }, kept: [1] })
  })

  it('fills in what the config of a new trial lacks', () => {
    const { schedule } = new ScheduleDriver(pb2())
    const config = schedule.completeConfig?.({ net: { depth: 3 } }, 0)
    expect(config).toEqual({
      lr: expect.any(Number),
      net: { depth: 3, name: expect.stringMatching(/^[ab]$/) },
    })
    expect(schedule.completeConfig?.({ net: { depth: 3 } }, 0)).toEqual(config)
    expect(schedule.completeConfig?.({ net: { depth: 3 } }, 1)).not.toEqual(config)
  })

  it('gives its trials configs of its own, and says whether they are to be logged', () => {
    const { schedule } = new ScheduleDriver(pb2())
    expect(schedule).toMatchObject({ changesConfigs: true, logsExploits: true })
    const { schedule: quiet } = new ScheduleDriver(pb2({ logConfig: false }))
    expect(quiet).toMatchObject({ logsExploits: false })
  })

  it('takes a number for a fraction once any trial has one there', () => {
    const copied = (...others: readonly number[]): number => {
      const driver = new ScheduleDriver(pb2({ hyperparamBounds: { n: [1, 9] } }))
      driver.addWith('good', { n: 4 }).addWith('bad', { n: 7 })
      for (const [i, n] of others.entries()) driver.addWith(`other${i}`, { n }, 'PENDING')
      driver.report('good', R(1, 2))
      driver.report('bad', R(1, 1))
      return (driver.trial('bad').config as { readonly n: number }).n
    }
    expect(Number.isInteger(copied())).toBe(true)
    expect(Number.isInteger(copied(3))).toBe(true)
    expect(Number.isInteger(copied(2.5))).toBe(false)
  })

  it('waits no longer for a choice whose trial has ended', () => {
    const suggestion = (end: (driver: ScheduleDriver) => void): unknown => {
      const driver = new ScheduleDriver(pb2({ hyperparamBounds: { a: [0, 1] } }), { seed: 4 })
      for (const [i, a] of [0.5, 0.2, 0.8].entries()) driver.addWith(`t${i}`, { a })
      for (let time = 1; time <= 3; time++) driver.report('t0', R(time, time))
      driver.report('t1', R(1, -1))
      end(driver)
      driver.report('t2', R(1, -2))
      return driver.trial('t2').config
    }
    const open = suggestion(() => undefined)
    const complete = suggestion((driver) => driver.complete('t1'))
    const failed = suggestion((driver) => driver.fail('t1'))
    const removed = suggestion((driver) => driver.tell({ type: 'removed', trial: 't1' }))
    expect(complete).not.toEqual(open)
    expect([failed, removed]).toEqual([complete, complete])
    expect(suggestion((driver) => driver.fail('t1', { retried: true }))).toEqual(open)
  })

  it('needs a metric', () => {
    const setup = { metric: undefined, mode: 'max', random: Random.fromSeed(1) } as const
    expect(() => pb2().create(setup)).toThrow('PB2 compares trials by a metric')
    expect(pb2({ metric: 'loss' }).create(setup).describe()).toContain('Using PB2')
  })

  it('needs checkpoints', () => {
    const driver = new ScheduleDriver(pb2(), { checkpoints: false }).add('t0', 't1')
    driver.report('t0', R(1, 2))
    expect(() => driver.report('t1', R(1, 1))).toThrow('no trial has reported a checkpoint')
  })

  it('makes small what is to be small', () => {
    const driver = new ScheduleDriver(pb2({ metric: 'loss', mode: 'min' }))
    driver.addWith('good', { lr: 0.2 }).addWith('bad', { lr: 0.7 })
    driver.report('good', R(1, 1, 'loss'))
    expect(driver.report('bad', R(1, 3, 'loss'))).toBe('exploit')
    expect(driver.decisions.at(-1)).toMatchObject({ exploit: { from: 'good' } })
  })

  it('plans as population based training does', () => {
    expect(pb2().plan(8)).toMatchObject({
      timeAttr: 'training_iteration',
      brackets: [{ trials: 8, rungs: [] }],
      cost: undefined,
    })
  })

  it('goes by what trials became in fact, not by what it decided', () => {
    const fresh = (): ScheduleDriver => four(pb2({ synch: true }))
    const driver = fresh()
    round(driver, 1)
    const { schedule, glance } = driver
    const before = schedule.describe()
    // As if an older version had given it another config.
    ;(driver.trial('t3').config as { lr: number }).lr = 0.123
    schedule.onTrialExploited?.('t3', 't0', glance)
    round(driver, 2)
    expect(before).toContain('learnt from: 0')
    expect(schedule.describe()).toContain('learnt from: 4')
  })
})

describe('PB2, whatever happens', () => {
  const value = fc.oneof(
    { arbitrary: fc.double({ min: -9, max: 9, noNaN: true }), weight: 8 },
    { arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity), weight: 1 },
  )
  const steps = fc.array(
    fc.tuple(
      fc.constantFrom(
        'report',
        'report',
        'report',
        'report',
        'report',
        'complete',
        'fail',
        'retry',
      ),
      fc.nat(4),
      fc.constantFrom(0.5, 1, 1, 2),
      value,
    ),
    { maxLength: 40 },
  )
  const setups = fc.record({ synch: fc.boolean(), quantileFraction: fc.constantFrom(0.25, 0.5) })

  /** Tells a driver the steps as a study would; only trials that run can do anything. */
  function play(
    driver: ScheduleDriver,
    list: readonly (readonly [string, number, number, number])[],
  ): void {
    const times = new Map<string, number>()
    for (let i = 0; i < 5; i++) {
      driver.addWith(`t${i}`, driver.schedule.completeConfig?.({}, i), 'PENDING')
    }
    driver.finishSearch()
    for (const [kind, number, ahead, value] of list) {
      while (driver.startNext() !== undefined) continue
      const trial = `t${number}`
      if (driver.trial(trial).status !== 'RUNNING') continue
      const time = (times.get(trial) ?? 0) + ahead
      times.set(trial, time)
      if (kind === 'report') driver.report(trial, R(time, value))
      if (kind === 'complete') driver.complete(trial, R(time, value))
      if (kind === 'fail') driver.fail(trial)
      if (kind === 'retry') driver.fail(trial, { retried: true })
    }
  }

  it('told the same again decides the same, from every moment on', () => {
    fc.assert(
      fc.property(setups, steps, fc.nat(), fc.nat(60), (options, list, seed, cut) => {
        const whole = new ScheduleDriver(pb2(options), { seed })
        play(whole, list)
        const first: readonly Told[] = whole.log.slice(0, cut)
        const part = new ScheduleDriver(pb2(options), { seed })
        for (const told of first) part.tell(told)
        const restored = part.retold()
        for (const told of whole.log.slice(cut)) restored.tell(told)
        expect(restored.decisions).toEqual(whole.decisions)
        expect(restored.orders).toEqual(whole.orders)
        expect(restored.schedule.describe()).toBe(whole.schedule.describe())
        expect(restored.choose()).toBe(whole.choose())
      }),
      { numRuns: 40 },
    )
  })

  it('keeps all configs within their bounds', () => {
    const hyperparamBounds = { lr: loguniform(1e-4, 1e-1), drop: [0.1, 0.5], name: ['a', 'b', 'c'] }
    fc.assert(
      fc.property(setups, steps, (options, list) => {
        const driver = new ScheduleDriver(pb2({ ...options, hyperparamBounds }))
        play(driver, list)
        for (let i = 0; i < 5; i++) {
          const { lr, drop, name } = driver.trial(`t${i}`).config as Record<
            'lr' | 'drop',
            number
          > & {
            readonly name: string
          }
          expect(lr >= 1e-4 && lr <= 1e-1 && drop >= 0.1 && drop <= 0.5).toBe(true)
          expect(['a', 'b', 'c']).toContain(name)
        }
      }),
      { numRuns: 40 },
    )
  })
})
