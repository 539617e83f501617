import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { createScheduler } from '../../src/schedule/create-scheduler.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'

describe('createScheduler', () => {
  it.each(['asha', 'ASHA', 'async_hyperband', 'AsyncHyperBand', 'asynchyperband'])('%s', (name) => {
    expect(createScheduler(name, { maxT: 7 })).toBeInstanceOf(ASHAScheduler)
    expect(createScheduler(name, { maxT: 7 }).toJSON?.().options).toMatchObject({ maxT: 7 })
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
          `${hint}There are: fifo, asha, async_hyperband, asynchyperband.`,
        ),
      }),
    )
  })

  it.each(['fifo', 'asha'])('%s does not drop options that it does not know', (name) => {
    expect(() => createScheduler(name, { perturbationInterval: 3 })).toThrow(
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
    driver.tell({ type: 'error', trial: 'a' })
    driver.tell({ type: 'removed', trial: 'a' })
    const { schedule } = driver
    expect(schedule.choose({ pending: ['b', 'a'], paused: ['c'] })).toBe('b')
    expect(schedule.choose({ pending: [], paused: ['d', 'c'] })).toBe('d')
    expect(schedule.choose({ pending: [], paused: [] })).toBeUndefined()
    expect(schedule.describe()).toBe('Using FIFO: every trial runs to its end')
  })
})
