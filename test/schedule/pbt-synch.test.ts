import { describe, expect, it } from 'vitest'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PopulationBasedTrainingOptions } from '../../src/schedule/pbt/pbt-options.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

function synchronous(
  options: PopulationBasedTrainingOptions = {},
  setup?: ScheduleDriverOptions,
): ScheduleDriver {
  const scheduler = new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 10,
    customExplore: (config) => config,
    synch: true,
    ...options,
  })
  return new ScheduleDriver(scheduler, setup)
}

const next = (driver: ScheduleDriver): string | undefined =>
  /next at training_iteration (\S+)/.exec(driver.schedule.describe())?.[1]

describe('PopulationBasedTraining, synchronous', () => {
  it('pauses all until the last has come, then all go on, the least trained first', () => {
    const driver = synchronous().add('a', 'b', 'c').finishSearch()
    expect(driver.report('a', R(9, 0))).toBe('continue')
    expect(driver.report('a', R(10, 0))).toBe('pause')
    expect(driver.reason).toBe('waits at training_iteration 10 for all others to come as far')
    expect(driver.choose()).toBeUndefined()
    expect(driver.report('b', R(10, 1))).toBe('pause')
    expect(driver.report('c', R(12, 2))).toBe('pause')
    expect(driver.reason).toBe('was the last to come to training_iteration 12')
    expect(driver.orders).toEqual([
      {
        action: 'exploit',
        trial: 'a',
        exploit: { from: 'c', config: {} },
        reason: 'reward 0 is in the lower quarter (3rd of 3): becomes a copy of c (2)',
      },
    ])
    expect(driver.trial('a').checkpointIteration).toBe(12)
    expect([driver.startNext(), driver.startNext(), driver.startNext()]).toEqual(['b', 'a', 'c'])
  })

  it('waits for trials that the search has not given yet', () => {
    const driver = synchronous().add('a', 'b')
    driver.report('a', R(10, 0))
    driver.report('b', R(10, 1))
    expect(driver.orders).toEqual([])
    driver.addWith('c', {}, 'PENDING').finishSearch()
    expect(driver.startNext()).toBe('c')
    driver.report('c', R(10, 2))
    expect(driver.orders).toMatchObject([{ trial: 'a', exploit: { from: 'c' } }])
  })

  it('judges those that wait once the search has ended', () => {
    const driver = synchronous().add('a', 'b')
    driver.report('a', R(10, 0))
    driver.report('b', R(10, 1))
    driver.finishSearch()
    expect(driver.orders).toMatchObject([{ trial: 'a', exploit: { from: 'b' } }])
    expect(driver.choose()).toBe('a')
  })

  it.each(['complete', 'fail', 'removed'] as const)(
    'judges those that wait when the last one that was waited for does not come: %s (a fix)',
    (how) => {
      const driver = synchronous().add('a', 'b', 'c').finishSearch()
      driver.report('a', R(10, 0))
      driver.report('b', R(10, 1))
      expect(driver.choose()).toBeUndefined()
      if (how === 'complete') driver.complete('c')
      else if (how === 'fail') driver.fail('c')
      else driver.tell({ type: 'removed', trial: 'c' })
      expect(driver.orders).toMatchObject([{ trial: 'a', exploit: { from: 'b' } }])
      expect(driver.choose()).toBe('a')
      expect(next(driver)).toBe('20')
    },
  )

  it('waits for a trial that is retried', () => {
    const driver = synchronous().add('a', 'b').finishSearch()
    driver.report('a', R(10, 0))
    driver.fail('b', { retried: true })
    expect(driver.choose()).toBe('b')
    driver.startNext()
    driver.report('b', R(10, 1))
    expect(driver.orders).toHaveLength(1)
  })

  it('judges those that wait when nothing else can happen', () => {
    const driver = synchronous().add('a', 'b')
    driver.report('a', R(10, 0))
    driver.report('b', R(10, 1))
    driver.idle()
    expect(driver.orders).toHaveLength(1)
    expect(driver.choose()).toBe('a')
  })

  it('goes on where all have leapt over the next time (a fix: Ray waits for ever)', () => {
    const driver = synchronous().add('a', 'b').finishSearch()
    driver.report('a', R(35, 0))
    driver.report('b', R(35, 1))
    expect(next(driver)).toBe('45')
    expect(driver.choose()).toBe('a')
  })

  it('waits for no one further than the furthest that is left after the copies', () => {
    const driver = synchronous().add('a', 'b').finishSearch()
    driver.report('a', R(95, 0))
    driver.report('b', R(10, 1))
    // a is now as far as b, and nobody has been at 95.
    expect(next(driver)).toBe('20')
  })

  it('lets a trial go on until it is as far as one that leapt ahead (Ray pauses it each time)', () => {
    const driver = synchronous().add('a', 'b', 'c').finishSearch()
    driver.report('a', R(10, 1))
    driver.report('b', R(25, 2))
    driver.report('c', R(10, 0))
    expect(next(driver)).toBe('25')
    expect(driver.report('a', R(20, 1))).toBe('continue')
    expect(driver.report('a', R(24.9, 1))).toBe('continue')
    expect(driver.report('a', R(25, 1))).toBe('pause')
  })

  it('is an error when copies are due and nobody has reported a checkpoint', () => {
    const driver = synchronous({}, { checkpoints: false }).add('a', 'b').finishSearch()
    driver.report('a', R(10, 0))
    expect(() => driver.report('b', R(10, 1))).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_REQUIRED' }),
    )
  })

  it('goes on alone', () => {
    const driver = synchronous().add('a').finishSearch()
    expect(driver.report('a', R(10, 0))).toBe('pause')
    expect(driver.orders).toEqual([])
    expect(driver.startNext()).toBe('a')
  })

  it('waits for trials that a restored study is given', () => {
    const driver = synchronous().add('a', 'b').finishSearch().add('c')
    driver.report('a', R(10, 0))
    driver.report('b', R(10, 1))
    driver.report('c', R(10, 2))
    expect(driver.orders).toEqual([])
    driver.finishSearch()
    expect(driver.orders).toHaveLength(1)
  })
})
