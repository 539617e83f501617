import { describe, expect, it } from 'vitest'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { ASHASchedulerOptions } from '../../src/schedule/asha/asha.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

function asha(options: ASHASchedulerOptions, setup?: ScheduleDriverOptions): ScheduleDriver {
  return new ScheduleDriver(new ASHAScheduler(options), setup)
}

/** t1 climbs by 100 for ten results, t2 stays at 450 for five; nobody is stopped. */
function withBasePair(
  driver: ScheduleDriver,
  { metric = 'reward', sign = 1 } = {},
): ScheduleDriver {
  driver.add('t1', 't2')
  for (let i = 0; i < 10; i++) {
    expect(driver.report('t1', R(i, sign * i * 100, metric))).toBe('continue')
  }
  for (let i = 0; i < 5; i++) {
    expect(driver.report('t2', R(i, sign * 450, metric))).toBe('continue')
  }
  return driver
}

/** One new trial a value, all reporting at time 1. */
function atOnce(driver: ScheduleDriver, values: readonly number[]): readonly string[] {
  return values.map((value, i) => driver.add(`v${i}`).report(`v${i}`, R(1, value)))
}

describe('ASHA against the scheduler tests of Ray Tune', () => {
  it('1 on complete: a trial that ended by itself counts (equal to Ray)', () => {
    const driver = withBasePair(asha({ maxT: 10 }))
    driver.add('t3').complete('t3', R(10, 1000))
    expect(driver.schedule.describe()).toContain('Iter 4.000: 725 |')
    expect(driver.report('t2', R(101, 0))).toBe('stop')
    expect(driver.reason).toBe('training_iteration 101 has reached maxT 10')
  })

  it('2 grace period: nobody is stopped before it (equal to Ray)', () => {
    const driver = withBasePair(asha({ gracePeriod: 2.5, reductionFactor: 3 }))
    driver.complete('t1', R(10, 1000)).complete('t2', R(10, 1000)).add('t3')
    expect([1, 2, 3].map((t) => driver.report('t3', R(t, 10)))).toEqual([
      'continue',
      'continue',
      'stop',
    ])
    expect(driver.reason).toBe('rung 2.5: reward 10 is worse than the cutoff 400 (3rd of 3)')
  })

  it('3 all completes: everybody stops at maxT, whatever the bracket (equal to Ray)', () => {
    const driver = asha({ maxT: 10, brackets: 10 })
    for (let i = 0; i < 10; i++) {
      expect(driver.add(`t${i}`).report(`t${i}`, R(10, -2))).toBe('stop')
    }
  })

  it('4 uses the percentile (equal to Ray)', () => {
    const driver = withBasePair(asha({ maxT: 10, reductionFactor: 2 }))
    driver.complete('t1', R(10, 1000)).complete('t2', R(10, 1000)).add('t3')
    expect(driver.report('t3', R(1, 260))).toBe('stop')
    expect(driver.reason).toBe('rung 1: reward 260 is worse than the cutoff 275 (2nd of 3)')
    expect(driver.add('t4').report('t4', R(2, 260))).toBe('stop')
  })

  it('5 NaN percentile: who comes after a NaN is judged by the numbers (equal to Ray)', () => {
    const driver = asha({ maxT: 10, reductionFactor: 2 }).add('t1', 't2')
    for (let i = 0; i < 10; i++) {
      expect(driver.tell({ type: 'result', trial: 't1', result: R(i, 450) })?.action).toBe(
        'continue',
      )
      driver.tell({ type: 'result', trial: 't2', result: R(i, Number.NaN) })
    }
    driver.complete('t1', R(10, 450)).complete('t2', R(10, Number.NaN)).add('t3')
    expect(driver.report('t3', R(1, 260))).toBe('stop')
    expect(driver.add('t4').report('t4', R(2, 260))).toBe('stop')
  })

  it('5 NaN is worse than every cutoff (documented fix: Ray never stops it)', () => {
    const driver = asha({ maxT: 10, reductionFactor: 2 }).add('t1', 't2')
    driver.report('t1', R(1, -1e300))
    expect(driver.report('t2', R(1, Number.NaN))).toBe('stop')
    expect(driver.reason).toBe('rung 1: reward NaN is worse than the cutoff -1e+300 (2nd of 2)')
  })

  it('6 stopLastTrials: false lets the survivors run past maxT (equal to Ray)', () => {
    const driver = asha({ maxT: 3, reductionFactor: 2, stopLastTrials: false })
    const first = [10, 8, 6, 4].map((v, i) => driver.add(`t${i}`).report(`t${i}`, R(2, v)))
    expect(first).toEqual(['continue', 'stop', 'stop', 'stop'])
    expect(driver.report('t0', R(4, 10))).toBe('continue')
    expect(driver.report('t0', R(8, 10))).toBe('continue')
    expect(driver.report('t0', R(14, 1))).toBe('continue')
  })

  it('7 save and restore: told the same again, it goes on as it would have (documented fix: Ray forgets)', () => {
    const driver = asha({ maxT: 10, reductionFactor: 2 }, { seed: 3 })
    for (let i = 0; i < 5; i++) {
      expect(driver.add(`t${i}`).report(`t${i}`, R(1, 10))).toBe('continue')
    }
    expect(driver.add('t5').report('t5', R(1, 5))).toBe('stop')
    driver.add('t6')

    const restored = driver.retold()
    expect(restored.decisions).toEqual(driver.decisions)
    expect(restored.schedule.describe()).toBe(driver.schedule.describe())
    expect(restored.report('t6', R(1, 4))).toBe('stop')
    expect(restored.add('t7').report('t7', R(1, 2))).toBe('stop')
    expect(restored.add('t8').report('t8', R(1, 10))).toBe('continue')
  })

  it('8 percentile vectors, reduction factor 4 (equal to Ray)', () => {
    const driver = asha({ reductionFactor: 4 })
    expect(atOnce(driver, [1.0, 2.0, 1.5, 1.8, 1.76, 1.75])).toEqual([
      'continue',
      'continue',
      'stop',
      'continue',
      'stop',
      'stop',
    ])
    expect(driver.schedule.describe()).toContain('Iter 1.000: 1.79')
  })

  it('8 percentile vectors, ties go on (equal to Ray)', () => {
    expect(atOnce(asha({ reductionFactor: 2 }), [1.0, 1.0, 0.999, 1.0])).toEqual([
      'continue',
      'continue',
      'stop',
      'continue',
    ])
  })

  it('8 percentile vectors, mode min (equal to Ray, with the real value shown)', () => {
    const driver = asha({ reductionFactor: 2 }, { mode: 'min' })
    expect(atOnce(driver, [1.0, 2.0, 1.4, 1.3])).toEqual([
      'continue',
      'stop',
      'continue',
      'continue',
    ])
    // Ray shows -1.35.
    expect(driver.schedule.describe()).toContain('Iter 1.000: 1.35')
  })

  it('9 late rung: a rung that was jumped over is passed (documented fix: Ray judges by it later)', () => {
    const driver = asha({ reductionFactor: 4 }).add('a', 'b', 'c')
    expect(driver.report('a', R(1, 10))).toBe('continue')
    expect(driver.report('b', R(1, 10))).toBe('continue')
    expect(driver.report('a', R(4, 10))).toBe('continue')
    expect(driver.report('c', R(5, 11))).toBe('continue')
    expect(driver.report('c', R(6, 0))).toBe('continue')
    // Its late value is not among the scores of the first rung either.
    expect(driver.schedule.describe()).toContain('Iter 4.000: 10.75 | Iter 1.000: 10')
  })

  it('10 cutoffs of a bracket while scores come in (equal to Ray)', () => {
    const driver = asha({ maxT: 10, reductionFactor: 2 })
    expect(atOnce(driver, [2, 4])).toEqual(['continue', 'continue'])
    expect(driver.schedule.describe()).toContain('Iter 1.000: 3')
    expect(driver.add('x').report('x', R(1, 1))).toBe('stop')
    expect(driver.schedule.describe()).toContain('Iter 1.000: 2')
  })

  it('11 other metrics: neg_mean_loss up and mean_loss down are the same (equal to Ray)', () => {
    const max = asha({}, { metric: 'neg_mean_loss', mode: 'max' })
    const min = asha({}, { metric: 'mean_loss', mode: 'min' })
    for (const [driver, metric, sign] of [
      [max, 'neg_mean_loss', 1],
      [min, 'mean_loss', -1],
    ] as const) {
      withBasePair(driver, { metric, sign })
      driver.complete('t1', R(10, sign * 1000, metric))
      expect(driver.report('t2', R(5, sign * 450, metric))).toBe('continue')
      expect(driver.report('t2', R(6, 0, metric))).toBe('continue')
    }
    expect(max.decisions.map(({ action }) => action)).toEqual(
      min.decisions.map(({ action }) => action),
    )
  })

  it.each([new FIFOScheduler(), new ASHAScheduler({})])(
    '12 NaN and infinities are no error: $name (equal to Ray)',
    (scheduler) => {
      const driver = new ScheduleDriver(scheduler)
      const odd = { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY }
      for (let i = 0; i < 10; i++) {
        for (const [trial, value] of Object.entries(odd))
          driver.add(trial).report(trial, R(i, value))
      }
      for (const [trial, value] of Object.entries(odd)) driver.complete(trial, R(9, value))
      expect(driver.schedule.describe()).not.toBe('')
      driver.addWith('d', {}, 'PENDING')
      expect(driver.choose()).toBe('d')
    },
  )

  it('12 an infinite score does not poison the cutoff (documented fix: Ray stops nobody any more)', () => {
    const driver = asha({ reductionFactor: 4 })
    const values = [1, 2, 3, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2.9, 3]
    expect(atOnce(driver, values)).toEqual([
      'continue',
      'continue',
      'continue',
      'continue',
      'stop',
      'stop',
      'continue',
    ])
  })

  it.each([new FIFOScheduler(), new ASHAScheduler({ mode: 'max' })])(
    '13 the anonymous metric: $name (equal to Ray)',
    (scheduler) => {
      const driver = new ScheduleDriver(scheduler, { metric: '_metric', mode: 'max' })
      const actions = [3, 2].map((value, i) =>
        driver.add(`t${i}`).report(`t${i}`, R(1, value, '_metric')),
      )
      expect(actions).toEqual(['continue', scheduler.name === 'asha' ? 'stop' : 'continue'])
    },
  )
})
