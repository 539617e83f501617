import { describe, expect, it } from 'vitest'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { HyperBandSchedulerOptions } from '../../src/schedule/hyperband/hyperband.ts'
import type { WaitingTrials } from '../../src/schedule/scheduler.ts'

function hyperband(options: HyperBandSchedulerOptions = { maxT: 9 }): ScheduleDriver {
  return new ScheduleDriver(new HyperBandScheduler(options))
}

/** `t0`, `t1`, … */
function names(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, i) => `t${from + i}`)
}

function report(
  driver: ScheduleDriver,
  trials: readonly string[],
  time: number,
  value: (i: number) => number = (i) => i,
): readonly string[] {
  return trials.map((trial, i) => driver.report(trial, R(time, value(i))))
}

function startAll(driver: ScheduleDriver): readonly string[] {
  const started: string[] = []
  for (let next = driver.startNext(); next !== undefined; next = driver.startNext()) {
    started.push(next)
  }
  return started
}

describe('HyperBand', () => {
  it('says in words why a trial pauses, stops and goes on no further', () => {
    const driver = hyperband().add(...names(9))
    report(driver, names(8), 1)
    expect(driver.decisions[0]?.reason).toBe('milestone 1: waits for 8 of 9 trials')
    expect(driver.reason).toBe('milestone 1: waits for 1 of 9 trials')
    expect(driver.report('t8', R(1, -1))).toBe('stop')
    expect(driver.reason).toBe('milestone 1: reward -1 is 9th of 9, the best 3 go on')
    expect(driver.orders.map(({ reason }) => reason)).toEqual(
      [8, 7, 6, 5, 4].map((rank) => {
        return `milestone 1: reward ${8 - rank} is ${rank}th of 9, the best 3 go on`
      }),
    )
    expect(startAll(driver)).toEqual(['t5', 't6', 't7'])
    report(driver, ['t5', 't6', 't7'], 3)
    expect(driver.orders.at(-1)?.reason).toBe(
      'milestone 3: reward 1 is 2nd of 3, the best one goes on',
    )
    expect(driver.report('t7', R(9, 5))).toBe('stop')
    expect(driver.reason).toBe('milestone 9: reward 5 is 1st of 1, and this is the last milestone')
  })

  it('names the milestone in everything that is judged there, and in nothing else', () => {
    const driver = hyperband().add(...names(9))
    report(driver, names(9), 0.5)
    report(driver, names(9), 1)
    expect(driver.report('t8', R(2, 0))).toBe('continue')
    expect(driver.decisions.map(({ rung }) => rung)).toEqual([
      ...Array.from({ length: 9 }, () => undefined),
      ...Array.from({ length: 9 }, () => 1),
      undefined,
    ])
  })

  it('small is to min as large is to max', () => {
    const driver = new ScheduleDriver(new HyperBandScheduler({ maxT: 3 }), { mode: 'min' })
    driver.add(...names(3))
    expect(report(driver, names(3), 1, (i) => [0.3, 0.1, 0.2][i] as number)).toEqual([
      'pause',
      'pause',
      'stop',
    ])
    expect(driver.reason).toBe('milestone 1: reward 0.2 is 2nd of 3, the best one goes on')
    expect(driver.choose()).toBe('t1')
  })

  it('of equals those go on that came later, whoever reported first', () => {
    const driver = hyperband().add(...names(9))
    report(driver, names(9).toReversed(), 1, () => 7)
    expect(startAll(driver)).toEqual(['t6', 't7', 't8'])
  })

  it('infinities rank, and NaN is the worst', () => {
    const driver = hyperband().add(...names(9))
    const values = [Infinity, Number.NaN, -Infinity, 0, -1, Number.NaN, 1, -2, -3]
    report(driver, names(9), 1, (i) => values[i] as number)
    expect(driver.orders.map(({ trial }) => trial)).toEqual(['t1', 't5', 't2', 't7', 't4'])
    expect(startAll(driver)).toEqual(['t0', 't3', 't6'])
  })

  it('fills a bracket a few trials at a time', () => {
    const driver = hyperband()
    for (let i = 0; i < 9; i += 3) {
      driver.add(...names(3, i))
      report(driver, names(3, i), 1, (k) => i + k)
      expect(startAll(driver)).toEqual(i < 6 ? [] : ['t6', 't7'])
    }
    expect(driver.schedule.describe()).toBe(
      'Using HyperBand: num_stopped=6 total_brackets=1, ' +
        'Round #0: Bracket(n=3, r=3, completed=34.6%): 0 of 3 there',
    )
  })

  it('lets the next bracket fill while one waits', () => {
    const driver = hyperband().add(...names(10))
    report(driver, names(8), 1)
    expect(driver.report('t9', R(1, 0))).toBe('continue')
    expect(driver.report('t9', R(3, 0))).toBe('pause')
    expect(driver.reason).toBe('milestone 3: waits for 4 of 5 trials')
  })

  it('halves what is not full when the search has ended', () => {
    const driver = hyperband().add(...names(4))
    report(driver, names(3), 1)
    driver.finishSearch()
    expect(driver.choose()).toBeUndefined()
    expect(driver.report('t3', R(1, -1))).toBe('stop')
    expect(startAll(driver)).toEqual(names(3))
  })

  it('halves it at once if all of them are there, and stops those that lose', () => {
    const driver = hyperband().add(...names(4))
    report(driver, names(4), 1)
    driver.finishSearch()
    expect(driver.orders).toEqual([
      {
        action: 'stop',
        trial: 't0',
        reason: 'milestone 1: reward 0 is 4th of 4, the best 3 go on',
      },
    ])
    expect(startAll(driver)).toEqual(['t1', 't2', 't3'])
  })

  it('waits again if more trials come in a later session', () => {
    const driver = hyperband()
      .add(...names(4))
      .finishSearch()
    expect(report(driver, names(3), 1)).toEqual(['pause', 'pause', 'pause'])
    expect(driver.reason).toBe('milestone 1: waits for 1 of 4 trials')
    driver.add('t4')
    expect(report(driver, ['t3', 't4'], 1)).toEqual(['pause', 'pause'])
    expect(driver.reason).toBe('milestone 1: waits for 4 of 9 trials')
  })

  it('halves what waits when nothing else can run', () => {
    const driver = hyperband().add(...names(4))
    report(driver, names(4), 1)
    expect(driver.choose()).toBeUndefined()
    driver.idle()
    expect(driver.status()).toBe('t0 TERMINATED, t1 PAUSED, t2 PAUSED, t3 PAUSED')
    expect(startAll(driver)).toEqual(['t1', 't2', 't3'])
    // It is closed: the next one joins the next bracket.
    driver.add('t4').report('t4', R(2, 0))
    expect(driver.decisions.at(-1)).toEqual({ action: 'continue' })
  })

  it('if all are past the next milestone they are compared there, too', () => {
    const driver = hyperband().add(...names(9))
    const actions = report(driver, names(9), 20)
    expect(actions.at(-1)).toBe('stop')
    expect(driver.decisions.at(-1)?.rung).toBe(1)
    expect(driver.reason).toBe('milestone 9: reward 8 is 1st of 1, and this is the last milestone')
    expect(driver.orders).toHaveLength(8)
  })

  it('a place that is given up before the bracket is full is filled again', () => {
    const driver = hyperband({ maxT: 3 }).add('a', 'b').fail('a').complete('b').add('c', 'd', 'e')
    expect(report(driver, ['c', 'd', 'e'], 1)).toEqual(['pause', 'pause', 'continue'])
  })

  it('a trial that fails while it is about to pause has to come back', () => {
    const driver = hyperband({ maxT: 3 }).add(...names(3))
    driver.report('t0', R(1, 9))
    driver.fail('t0', { retried: true })
    expect(report(driver, ['t1', 't2'], 1)).toEqual(['pause', 'pause'])
    expect(startAll(driver)).toEqual(['t0'])
    expect(driver.report('t0', R(1, 5))).toBe('continue')
  })

  it('a trial that begins again after a pause is compared at its new milestone only', () => {
    const driver = hyperband().add(...names(9))
    report(driver, names(9), 1)
    expect(startAll(driver)).toEqual(['t6', 't7'])
    expect(report(driver, ['t6', 't7', 't8'], 1)).toEqual(['continue', 'continue', 'continue'])
    expect(report(driver, ['t6', 't7', 't8'], 3)).toEqual(['pause', 'pause', 'continue'])
  })

  it('a trial that is removed is not waited for', () => {
    const driver = hyperband({ maxT: 3 }).add(...names(3))
    report(driver, ['t0', 't1'], 1)
    driver.tell({ type: 'removed', trial: 't2' })
    expect(driver.status()).toBe('t0 TERMINATED, t1 PAUSED, t2 TERMINATED')
    expect(driver.choose()).toBe('t1')
  })

  it('a trial that reports although it was stopped is stopped, and one it does not know goes on', () => {
    const driver = hyperband({ maxT: 3 }).add(...names(3))
    const { schedule, glance } = driver
    for (const trial of names(3)) schedule.onTrialResult(trial, R(1, Number(trial[1])), glance)
    expect(schedule.onTrialResult('t0', R(2, 5), glance)).toEqual({
      action: 'stop',
      reason: 'milestone 1: reward 0 is 3rd of 3, the best one goes on',
    })
    expect(schedule.onTrialResult('?', R(1, 5), glance)).toEqual({ action: 'continue' })
    expect(schedule.onTrialComplete('?', undefined, glance)).toBeUndefined()
  })

  it('with stopLastTrials: false the last ones run on', () => {
    const driver = hyperband({ maxT: 3, stopLastTrials: false }).add(...names(5))
    expect(report(driver, names(3), 1)).toEqual(['pause', 'pause', 'continue'])
    expect(report(driver, ['t2', 't3', 't4'], 50)).toEqual(['continue', 'continue', 'continue'])
    expect(driver.decisions.at(-1)).toEqual({ action: 'continue' })
  })

  it('a time that is no number changes nothing', () => {
    const driver = hyperband({ maxT: 3 }).add(...names(3))
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, '2']) {
      const result = { training_iteration: time, reward: 1 }
      expect(driver.report('t0', result)).toBe('continue')
    }
    expect(driver.schedule.describe()).toContain('completed=0.0%): 0 of 3 there')
  })

  it('describes the first rounds of many', () => {
    const driver = hyperband({ maxT: 1 }).add(...names(5))
    expect(driver.schedule.describe()).toBe(
      'Using HyperBand: num_stopped=0 total_brackets=5, ' +
        'Round #0: Bracket(n=1, r=1, completed=0.0%): 0 of 1 there, ' +
        'Round #1: Bracket(n=1, r=1, completed=0.0%): 0 of 1 there, 3 more rounds',
    )
    for (const trial of names(5)) driver.report(trial, R(1, 0))
    expect(driver.schedule.describe()).toBe('Using HyperBand: num_stopped=0 total_brackets=5')
  })
})

describe('whom HyperBand starts', () => {
  it('first those of the bracket that was filled first', () => {
    const driver = hyperband()
    for (const trial of names(11)) driver.addWith(trial, {}, 'PENDING')
    expect(startAll(driver)).toEqual(names(11))
    report(driver, names(9), 1)
    for (const trial of names(3, 11)) driver.addWith(trial, {}, 'PENDING')
    expect(startAll(driver)).toEqual(['t6', 't7', 't11', 't12', 't13'])
  })

  it('as in Ray, the least advanced bracket of the first round', () => {
    const driver = hyperband({ maxT: 9, firstBracket: 'smallest', waitUntilFull: false })
    for (const trial of names(20)) driver.addWith(trial, {}, 'PENDING')
    expect(driver.startNext()).toBe('t0')
    driver.report('t0', R(1, 0))
    expect(driver.startNext()).toBe('t3')
    driver.report('t3', R(2, 0))
    expect(driver.startNext()).toBe('t8')
    // 1 of 27, 2 of 27 and 1 of 26 are done; the second round must wait.
    driver.report('t8', R(1, 0))
    expect(driver.startNext()).toBe('t1')
  })

  it('none that waits for others', () => {
    const driver = hyperband().add(...names(9))
    report(driver, names(8), 1)
    expect(driver.choose()).toBeUndefined()
  })

  it('one that was interrupted, or paused by another', () => {
    const driver = hyperband().add(...names(2))
    report(driver, names(2), 0.5)
    const paused = line(['t1'])
    expect(driver.schedule.choose({ pending: line([]), paused })).toBe('t1')
    expect(driver.schedule.choose({ pending: line(['t0']), paused })).toBe('t0')
  })

  it('none that is not there yet: a winner whose process has not ended', () => {
    const driver = hyperband({ maxT: 3 }).add(...names(3))
    const { schedule, glance } = driver
    for (const trial of names(3)) schedule.onTrialResult(trial, R(1, 0), glance)
    expect(schedule.choose({ pending: line([]), paused: line(['t0']) })).toBeUndefined()
    expect(schedule.choose({ pending: line([]), paused: line(['t2']) })).toBe('t2')
  })

  it('without going through those that wait', () => {
    const driver = hyperband({ maxT: 81 }).add(...names(81))
    report(driver, names(80), 1)
    const asked: string[] = []
    const through = (): never => expect.unreachable('it went through all')
    const pending = { size: 0, first: undefined, has: () => false, [Symbol.iterator]: through }
    const paused = {
      size: 80,
      first: 't0',
      has: (trial: string) => asked.push(trial) > 0 && trial !== 't80',
      [Symbol.iterator]: through,
    }
    expect(driver.schedule.choose({ pending, paused })).toBeUndefined()
    expect(asked).toEqual(['t80'])
  })
})

function line(ids: readonly string[]): WaitingTrials {
  return {
    size: ids.length,
    first: ids[0],
    has: (trial) => ids.includes(trial),
    [Symbol.iterator]: () => ids[Symbol.iterator](),
  }
}
