import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'

describe('createScheduler', () => {
  it.each(['asha', 'ASHA', 'async_hyperband', 'AsyncHyperBand', 'asynchyperband'])('%s', (name) => {
    expect(createScheduler(name, { maxT: 7 })).toBeInstanceOf(ASHAScheduler)
    expect(createScheduler(name, { maxT: 7 }).toJSON?.()?.options).toMatchObject({ maxT: 7 })
  })

  it.each(['fifo', 'FIFO'])('%s', (name) => {
    expect(createScheduler(name)).toBeInstanceOf(FIFOScheduler)
  })

  it.each([
    ['ashaa', 'Did you mean asha? '],
    ['pifo', 'Did you mean fifo? '],
    ['async-hyperband', 'Did you mean async_hyperband? '],
    ['population', ''],
    ['', ''],
    ['constructor', ''],
    [undefined, ''],
  ])('there is no %o', (name, hint) => {
    expect(() => createScheduler(name as string)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_SCHEDULER',
        message: expect.stringContaining(
          `${hint}There are: fifo, asha, async_hyperband, asynchyperband, hyperband, hb_bohb, ` +
            'median, median_stopping_rule, medianstopping, percentile, percentile_stopping_rule, percentilestopping, ' +
            'pbt, pbt_replay, pb2, resource_changing.',
        ),
      }),
    )
  })

  it.each([
    'fifo',
    'asha',
    'hyperband',
    'hb_bohb',
    'median_stopping_rule',
    'percentile_stopping_rule',
    'pbt',
    'pbt_replay',
    'pb2',
    'resource_changing',
  ])('%s does not drop options that it does not know', (name) => {
    expect(() => createScheduler(name, { perturbationIntervall: 3 })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_OPTION' }),
    )
  })

  it('makes again what was written down', () => {
    const scheduler = new ASHAScheduler({
      metric: 'loss',
      mode: 'min',
      timeAttr: 'epoch',
      maxT: 50,
      gracePeriod: 2,
      reductionFactor: 2.5,
      brackets: 2,
      stopLastTrials: false,
    })
    for (const original of [scheduler, new ASHAScheduler(), new FIFOScheduler()]) {
      const stored = JSON.parse(JSON.stringify(original.toJSON())) as ReturnType<
        ASHAScheduler['toJSON']
      >
      const again = createScheduler(stored.name, stored.options)
      expect(again.toJSON?.()).toEqual(original.toJSON())
      expect(again.metric).toBe((original as ASHAScheduler).metric)
    }
  })
})

describe('FIFOScheduler', () => {
  it('stops nothing and starts what came first', () => {
    const driver = new ScheduleDriver(new FIFOScheduler()).add('a', 'b')
    driver.report('a', R(1, 100))
    expect(driver.report('b', R(1e9, Number.NaN))).toBe('continue')
    driver.tell({ type: 'error', trial: 'a', retried: false })
    driver.tell({ type: 'removed', trial: 'a' })
    driver.addWith('c', {}, 'PAUSED').addWith('d', {}, 'PENDING').addWith('e', {}, 'PENDING')
    expect([driver.startNext(), driver.startNext(), driver.startNext()]).toEqual(['d', 'e', 'c'])
    expect(driver.choose()).toBeUndefined()
    expect(driver.schedule.describe()).toBe('Using FIFO: every trial runs to its end')
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['asha', { variant: 'promote', maxT: 9 }],
    [
      'asha',
      {
        objectives: [
          { metric: 'loss', mode: 'min' },
          { metric: 'size', mode: 'min' },
        ],
      },
    ],
    ['hyperband', { maxT: 9, firstBracket: 'smallest', waitUntilFull: false }],
    ['hb_bohb', { maxT: 9, stopLastTrials: false }],
    ['median_stopping_rule', { gracePeriod: 2, hardStop: false }],
    ['percentile_stopping_rule', { percentile: 50 }],
    ['pbt', { hyperparamMutations: { lr: uniform(0, 1), nested: { units: [1, 2] } }, synch: true }],
    ['pbt_replay', { policy: [['a', 'b', 3, 2, { lr: 1 }, { lr: 2 }]] }],
    ['pb2', { hyperparamBounds: { lr: [0.1, 1], units: randint(1, 9) } }],
    ['resource_changing', { baseScheduler: { name: 'asha', maxT: 9 } }],
  ])('%s makes itself again from what was written down, with %o', (name, options) => {
    const original = createScheduler(name, options).toJSON?.()
    const stored = JSON.parse(JSON.stringify(original)) as NonNullable<typeof original>
    expect(stored.name).toBe(name)
    const again = createScheduler(stored.name, stored.options)
    expect(JSON.parse(JSON.stringify(again.toJSON?.()))).toEqual(stored)
    expect(again.plan?.(10)).toEqual(createScheduler(name, options).plan?.(10))
  })

  it('writes nothing down that is code', () => {
    for (const options of [
      { customExplore: (config: unknown) => config },
      { hyperparamMutations: { lr: () => 1 } },
    ]) {
      expect(createScheduler('pbt', options).toJSON?.()).toBeUndefined()
    }
    const allocation = { resourcesAllocationFunction: () => undefined }
    expect(createScheduler('resource_changing', allocation).toJSON?.()).toBeUndefined()
  })
})
