import { describe, expect, it } from 'vitest'
import { HyperBandForBOHB } from '../../src/schedule/hyperband/hyperband-for-bohb.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { HyperBandForBOHBOptions } from '../../src/schedule/hyperband/hyperband-for-bohb.ts'
import type { HyperBandSchedulerOptions } from '../../src/schedule/hyperband/hyperband.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

/** What makes it the `HyperBandScheduler` of Ray Tune. */
const AS_IN_RAY = { firstBracket: 'smallest', waitUntilFull: false } as const

function ray(options: HyperBandSchedulerOptions = {}): ScheduleDriver {
  return new ScheduleDriver(new HyperBandScheduler({ ...AS_IN_RAY, ...options }))
}

function ours(options: HyperBandSchedulerOptions = {}): ScheduleDriver {
  return new ScheduleDriver(new HyperBandScheduler(options))
}

function bohb(options: HyperBandForBOHBOptions, setup?: ScheduleDriverOptions): ScheduleDriver {
  return new ScheduleDriver(new HyperBandForBOHB(options), setup)
}

/** `t0`, `t1`, … */
function names(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, i) => `t${from + i}`)
}

/** Each reports its value at this time. */
function report(
  driver: ScheduleDriver,
  trials: readonly string[],
  time: number,
  value: (i: number) => number,
): readonly string[] {
  return trials.map((trial, i) => driver.report(trial, R(time, value(i))))
}

/** Trials that have not ended, of these. */
function live(driver: ScheduleDriver, trials: readonly string[]): readonly string[] {
  return trials.filter((trial) => driver.trial(trial).status !== 'TERMINATED')
}

/** Starts all that may be started, and names them. */
function startAll(driver: ScheduleDriver): readonly string[] {
  const started: string[] = []
  for (let next = driver.startNext(); next !== undefined; next = driver.startNext()) {
    started.push(next)
  }
  return started
}

const pauses = (count: number): readonly string[] => Array.from({ length: count }, () => 'pause')

describe('HyperBand against the scheduler tests of Ray Tune', () => {
  it.each([
    ['HyperBandScheduler', (): ScheduleDriver => ray()],
    ['HyperBandScheduler with our defaults', (): ScheduleDriver => ours()],
    ['HyperBandForBOHB', (): ScheduleDriver => bohb({})],
  ])('12 NaN and infinities do no harm: %s (equal to Ray)', (_, create) => {
    const driver = create()
    const [nan, up, down] = names(3) as [string, string, string]
    driver.add(nan, up, down)
    for (let i = 0; i < 10; i++) {
      driver.report(nan, R(i, Number.NaN))
      driver.report(up, R(i, Number.POSITIVE_INFINITY))
      driver.report(down, R(i, Number.NEGATIVE_INFINITY))
    }
    for (const trial of [nan, up, down]) driver.complete(trial, R(10, 0))
    expect(driver.status()).toBe('t0 TERMINATED, t1 TERMINATED, t2 TERMINATED')
  })

  it('14 the same factor everywhere: first and last bracket (equal to Ray)', () => {
    const small = new HyperBandScheduler(AS_IN_RAY).plan(Number.POSITIVE_INFINITY).brackets
    expect(small.map(({ rungs }) => rungs[0])).toEqual([
      { trials: 5, milestone: 81 },
      { trials: 8, milestone: 27 },
      { trials: 15, milestone: 9 },
      { trials: 34, milestone: 3 },
      { trials: 81, milestone: 1 },
    ])
    const options = { ...AS_IN_RAY, maxT: 1000, reductionFactor: 10 }
    const large = new HyperBandScheduler(options).plan(Number.POSITIVE_INFINITY).brackets
    expect(large).toHaveLength(4)
    expect(large[0]?.rungs).toEqual([{ trials: 4, milestone: 1000 }])
    expect(large[3]?.rungs[0]).toEqual({ trials: 1000, milestone: 1 })
  })

  it('15 maxT 1: one bracket a round (equal to Ray)', () => {
    const driver = ray({ maxT: 1 }).add('a', 'b')
    expect(driver.schedule.describe()).toContain('total_brackets=2, Round #0: Bracket(n=1, r=1,')
    expect(driver.schedule.describe()).toContain(', Round #1: Bracket(n=1, r=1,')
  })

  it('16 143 trials are one round, 4 more begin another (equal to Ray)', () => {
    const driver = ray().add(...names(143))
    const sizes = driver.schedule
      .describe()
      .matchAll(/n=(\d+), r=\d+, completed=0.0%\): 0 of (\d+) there/g)
    expect([...sizes].map(([, n, size]) => [n, size])).toEqual(
      ['5', '8', '15', '34', '81'].map((n) => [n, n]),
    )
    driver.add(...names(4, 143))
    expect(driver.schedule.describe()).toContain('total_brackets=6,')
    expect(driver.schedule.describe()).toMatch(
      /Round #1: Bracket\(n=5, r=81, completed=0.0%\): 0 of 4 there$/,
    )
  })

  it('16 the largest is filled first (documented fix: with few trials Ray stops nobody early)', () => {
    const driver = ours().add(...names(81))
    expect(driver.schedule.describe()).toMatch(/total_brackets=1, .*n=81, r=1,/)
    driver.add('t81')
    expect(driver.schedule.describe()).toMatch(/total_brackets=2, .*n=34, r=3,/)
  })

  it('17 successive halving: the last and best one goes on each time (equal to Ray)', () => {
    const driver = ray().add(...names(143))
    let trials = names(81, 62)
    for (const [milestone, next] of [
      [1, 27],
      [3, 9],
      [9, 3],
      [27, 1],
    ] as const) {
      const actions = report(driver, trials, milestone, (i) => i)
      expect(actions).toEqual([...pauses(trials.length - 1), 'continue'])
      trials = live(driver, trials)
      expect(trials).toHaveLength(next)
      // The one that was told to go on runs already.
      const resumed = startAll(driver)
      expect(resumed).toEqual(trials.slice(0, -1))
    }
    expect(trials).toEqual(['t142'])
    expect(driver.report('t142', R(81, 0))).toBe('stop')
    expect(driver.reason).toBe('milestone 81: reward 0 is 1st of 1, and this is the last milestone')
  })

  it('18 halving stops the one that comes last, if it is bad (equal to Ray)', () => {
    const driver = ray().add(...names(13))
    const backwards = names(8, 5).toReversed()
    expect(report(driver, backwards, 27, (i) => -i)).toEqual([...pauses(7), 'stop'])
    expect(driver.reason).toBe('milestone 27: reward -7 is 8th of 8, the best 3 go on')
    expect(driver.orders.map(({ trial }) => trial)).toEqual(['t6', 't7', 't8', 't9'])
  })

  it('19 the last one stops the bracket (equal to Ray)', () => {
    const driver = ray().add(...names(5))
    expect(report(driver, names(5), 81, (i) => i)).toEqual([...pauses(4), 'stop'])
    expect(live(driver, names(5))).toEqual([])
  })

  it.each(['error', 'complete'] as const)(
    '20 a trial that ends early is not waited for: %s (equal to Ray)',
    (how) => {
      const driver = ray().add(...names(8))
      if (how === 'error') driver.fail('t7')
      else driver.complete('t7', R(1, 12))
      expect(report(driver, ['t5', 't6'], 27, () => 10)).toEqual(['pause', 'continue'])
    },
  )

  it('20 a bracket that is not full waits (documented fix: Ray compares two of eight)', () => {
    const driver = ours({ firstBracket: 'smallest' })
      .add(...names(8))
      .fail('t7')
    expect(report(driver, ['t5', 't6'], 27, () => 10)).toEqual(['pause', 'pause'])
    expect(driver.reason).toBe('milestone 27: waits for 6 of 8 trials')
    expect(driver.choose()).toBeUndefined()
    expect(startAll(driver.finishSearch())).toEqual(['t5', 't6'])
  })

  it.each(['error', 'complete'] as const)(
    '21 if the last outstanding one ends, the others are compared: %s (equal to Ray)',
    (how) => {
      const driver = ray().add(...names(13))
      expect(report(driver, names(7, 5), 27, () => 10)).toEqual(pauses(7))
      if (how === 'error') driver.fail('t12')
      else driver.complete('t12', R(100, 12))
      expect(live(driver, names(7, 5))).toEqual(['t9', 't10', 't11'])
      expect(driver.choose()).toBe('t9')
    },
  )

  it('22 one that comes after a halving has to come to the new milestone (equal to Ray)', () => {
    const driver = ray().add(...names(6))
    expect(driver.report('t5', R(27, 0))).toBe('continue')
    driver.add('t6')
    expect(driver.schedule.describe()).toMatch(/n=3, r=81, completed=\d+.\d%\): 0 of 2 there/)
    expect(driver.report('t6', R(27, 12))).toBe('continue')
    expect(driver.report('t6', R(27 + 81, 12))).toBe('pause')
  })

  it('22 one that comes after a halving joins the next bracket (documented fix)', () => {
    const driver = ours({ maxT: 9 })
      .add(...names(2))
      .finishSearch()
    expect(report(driver, names(2), 1, (i) => i)).toEqual(['pause', 'continue'])
    driver.add('late')
    expect(driver.report('late', R(1, 12))).toBe('continue')
    expect(driver.report('late', R(3, 12))).toBe('pause')
    expect(driver.reason).toBe('milestone 3: waits for 4 of 5 trials')
  })

  it('23 one that jumps ahead waits for the others at the next milestone (equal to Ray)', () => {
    const driver = ray().add(...names(81))
    const [jumper, ...others] = names(19, 62).toReversed() as [string, ...string[]]
    expect(report(driver, others, 1, (i) => i)).toEqual(pauses(18))
    expect(driver.report(jumper, R(4, 17))).toBe('pause')
    expect(driver.reason).toBe('milestone 3: waits for 18 of 19 trials')
    expect(live(driver, [...others, jumper])).toHaveLength(19)
    expect(startAll(driver)).toEqual(others.toReversed())
  })

  it('23 if all of them jump ahead they are compared again (documented fix: in Ray all wait for ever)', () => {
    const driver = ray({ maxT: 9 }).add(...names(17))
    const trials = names(9, 8)
    expect(report(driver, trials, 4, (i) => i)).toEqual([...pauses(8), 'continue'])
    expect(driver.decisions.at(-1)?.rung).toBe(1)
    expect(live(driver, trials)).toEqual(['t16'])
    expect(driver.orders.map(({ reason }) => reason)).toContain(
      'milestone 3: reward 7 is 2nd of 3, the best one goes on',
    )
  })

  it('24 a bracket whose first milestone would be 0 is left out (equal to Ray)', () => {
    const driver = ray({ maxT: 20 })
    for (const trial of names(100)) driver.addWith(trial, {}, 'PENDING')
    // 22 a round: four rounds, and the last twelve trials in three brackets.
    expect(driver.schedule.describe()).toContain('total_brackets=15,')
    expect(driver.schedule.describe()).not.toContain('r=0')
    expect(driver.choose()).toBe('t0')
  })

  it.each([true, false])('25 a small maxT, stopLastTrials %s (equal to Ray)', (stopLastTrials) => {
    const driver = ray({ maxT: 8, reductionFactor: 2, stopLastTrials }).add(...names(8))
    const values = (i: number): number => (i + 1) * 10
    expect(new Set(report(driver, names(4), 4, values))).toEqual(new Set(['continue']))
    report(driver, names(4, 4), 4, values)
    expect(startAll(driver)).toEqual(['t6'])
    expect(live(driver, names(8))).toEqual([...names(4), 't6', 't7'])
    report(driver, names(4), 8, values)
    report(driver, ['t6', 't7'], 8, values)
    expect(startAll(driver)).toEqual([])
    const left = [...names(4), 't6', 't7']
    expect(live(driver, names(8))).toEqual(stopLastTrials ? [] : left)
    for (const trial of stopLastTrials ? [] : left) {
      expect(driver.trial(trial).status).toBe('RUNNING')
    }
  })

  it.each([true, false])(
    '26 a small maxT that is overstepped, stopLastTrials %s (equal to Ray)',
    (stopLastTrials) => {
      const driver = ray({ maxT: 8, reductionFactor: 2, stopLastTrials }).add(...names(8))
      const actions = report(driver, names(4, 4), 8, (i) => (i + 1) * 10)
      expect(actions).toEqual([...pauses(3), stopLastTrials ? 'stop' : 'continue'])
      expect(startAll(driver)).toEqual(stopLastTrials ? [] : ['t6'])
      expect(live(driver, names(4, 4))).toEqual(stopLastTrials ? [] : ['t6', 't7'])
    },
  )

  it('27 BOHB: the largest bracket first (equal to Ray)', () => {
    const driver = bohb({ maxT: 3 }).add(...names(3))
    expect(driver.schedule.describe()).toContain('total_brackets=1,')
    expect(driver.add('t3').schedule.describe()).toContain('total_brackets=2,')
  })

  it('28 BOHB: every result at a milestone names it (equal to Ray)', () => {
    const driver = bohb({ maxT: 3 }).add(...names(3))
    expect(report(driver, names(3), 1, (i) => [1, 2, 0][i] as number)).toEqual([
      'pause',
      'pause',
      'stop',
    ])
    expect(driver.decisions.map(({ rung }) => rung)).toEqual([1, 1, 1])
    expect(startAll(driver)).toEqual(['t1'])
  })

  it('28 BOHB: the same for mode min (equal to Ray)', () => {
    const driver = bohb({ maxT: 3 }, { mode: 'min' }).add(...names(3))
    expect(report(driver, names(3), 1, (i) => [1, 2, 0][i] as number)).toEqual([
      'pause',
      'pause',
      'continue',
    ])
    expect(driver.decisions.map(({ rung }) => rung)).toEqual([1, 1, 1])
    expect(startAll(driver)).toEqual([])
  })

  it('29 BOHB: when nothing runs, one that is not at the next milestone is resumed (equal to Ray)', () => {
    const driver = bohb({ maxT: 10 }, { mode: 'min' }).add(...names(3))
    expect(driver.report('t0', R(5, 1))).toBe('pause')
    expect(driver.report('t1', R(1, 2))).toBe('pause')
    expect(driver.report('t2', R(5, 3))).toBe('pause')
    expect(driver.choose()).toBeUndefined()
    expect(driver.idle().choose()).toBe('t1')
    expect(driver.status()).toBe('t0 PAUSED, t1 PAUSED, t2 PAUSED')
  })
})

describe('HyperBand where Ray Tune is wrong: documented fixes', () => {
  it('a trial that ends after the first halving is not waited for (Ray: the others pause for ever)', () => {
    const driver = ray({ maxT: 9 }).add(...names(8))
    expect(report(driver, names(5, 3), 3, (i) => i)).toEqual([...pauses(4), 'continue'])
    expect(startAll(driver)).toEqual(['t6'])
    expect(driver.report('t6', R(9, 1))).toBe('pause')
    driver.fail('t7')
    expect(driver.trial('t6').status).toBe('TERMINATED')
  })

  it('at the last milestone neither (Ray: the others pause for ever)', () => {
    const driver = ray().add(...names(5))
    expect(report(driver, names(4), 81, (i) => i)).toEqual(pauses(4))
    expect(live(driver.fail('t4'), names(4))).toEqual([])
  })

  it('a bracket that has lost its only trial is not halved (Ray: the next one there skips a milestone)', () => {
    const driver = ray()
      .add(...names(6))
      .complete('t5')
      .add('t6')
    expect(driver.report('t6', R(27, 1))).toBe('continue')
    expect(driver.decisions.at(-1)?.rung).toBe(27)
  })

  it('BOHB: a full bracket that loses a trial is as good as full (Ray: it waits until nothing runs)', () => {
    const driver = bohb({ maxT: 3 })
      .add(...names(3))
      .fail('t0')
    expect(report(driver, ['t1', 't2'], 1, (i) => i)).toEqual(['pause', 'continue'])
    expect(driver.trial('t1').status).toBe('TERMINATED')
  })

  it('BOHB: a bracket that is not full and loses a trial waits on (Ray: it is halved)', () => {
    const driver = bohb({ maxT: 3 }).add('t0', 't1')
    expect(driver.report('t0', R(1, 1))).toBe('pause')
    driver.fail('t1')
    expect(driver.choose()).toBeUndefined()
    expect(driver.trial('t0').status).toBe('PAUSED')
    expect(driver.add('t2', 't3').report('t2', R(1, 2))).toBe('pause')
    expect(driver.report('t3', R(1, 3))).toBe('continue')
    expect(live(driver, ['t0', 't2'])).toEqual([])
  })

  it('NaN is the worst, whatever the order and the mode (Ray: it may win)', () => {
    for (const mode of ['min', 'max'] as const) {
      for (let place = 0; place < 3; place++) {
        const driver = bohb({ maxT: 3 }, { mode }).add(...names(3))
        const values = [1, 2]
        values.splice(place, 0, Number.NaN)
        report(driver, names(3), 1, (i) => values[i] as number)
        const best = names(3)[values.indexOf(mode === 'max' ? 2 : 1)]
        expect(live(driver, names(3))).toEqual([best])
      }
    }
  })

  it('a trial that is retried keeps its place (Ray: it moves to the newest bracket)', () => {
    const driver = bohb({ maxT: 3 })
      .add(...names(4))
      .fail('t1', { retried: true })
    expect(report(driver, ['t0', 't2'], 1, (i) => i)).toEqual(['pause', 'pause'])
    expect(driver.reason).toBe('milestone 1: waits for 1 of 3 trials')
    expect(driver.startNext()).toBe('t1')
    expect(driver.report('t1', R(1, 5))).toBe('continue')
  })

  it.each([
    ['time', { reward: 1 }],
    ['metric', { training_iteration: 1 }],
  ])('a result without %s changes nothing (Ray: KeyError)', (_, result) => {
    const driver = bohb({ maxT: 3 }).add(...names(3))
    report(driver, ['t0', 't1'], 1, (i) => i)
    const before = driver.schedule.describe()
    expect(driver.report('t2', result)).toBe('continue')
    expect(driver.schedule.describe()).toBe(before)
    expect(driver.report('t2', R(1, 0))).toBe('stop')
  })

  it('maxT 729 has a bracket that begins with 1 (Ray: 729 · 3^-6 comes out below 1, and it is left out)', () => {
    const { brackets } = new HyperBandScheduler({ maxT: 729 }).plan(729)
    expect(brackets[0]?.rungs.map(({ trials, milestone }) => [trials, milestone])).toEqual([
      [729, 1],
      [243, 3],
      [81, 9],
      [27, 27],
      [9, 81],
      [3, 243],
      [1, 729],
    ])
  })
})
