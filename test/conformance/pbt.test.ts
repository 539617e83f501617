import { describe, expect, it } from 'vitest'
import { policyFile, policyFiles } from '../../src/logger/pbt-policy.ts'
import { Random } from '../../src/math/random.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { PopulationBasedTrainingReplay } from '../../src/schedule/pbt/replay.ts'
import { uniform } from '../../src/space/uniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import { explorations } from '../support/explorations.ts'
import type { PopulationBasedTrainingOptions } from '../../src/schedule/pbt/pbt-options.ts'
import type { ExploitRecord } from '../../src/study/exploit-record.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

const FIVE = ['t0', 't1', 't2', 't3', 't4']

/** Ray's set-up: five trials, whose first reports are 0, 50, 100, 150 and 200 at time 10. */
function five(
  options: PopulationBasedTrainingOptions = {},
  setup?: ScheduleDriverOptions,
): ScheduleDriver {
  const scheduler = new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 10,
    resampleProbability: 0,
    hyperparamMutations: { float: uniform(0, 100), int: () => 10 },
    ...options,
  })
  const driver = new ScheduleDriver(scheduler, setup)
  for (const [id, trial] of FIVE.entries()) {
    driver.addWith(trial, { id, float: 2, const: 3, int: 10 })
  }
  driver.finishSearch()
  for (const [i, trial] of FIVE.entries()) driver.report(trial, R(10, 50 * i))
  startAll(driver)
  return driver
}

function startAll(driver: ScheduleDriver): void {
  while (driver.startNext() !== undefined);
}

/** How many trials were marked as parents, and how many became copies. */
function counts(driver: ScheduleDriver): readonly [checkpoints: number, perturbations: number] {
  const found = /num_checkpoints=(\d+), num_perturbations=(\d+)/.exec(driver.schedule.describe())
  return [Number(found?.[1]), Number(found?.[2])]
}

/** Those since a moment. */
function counter(driver: ScheduleDriver): () => readonly [number, number] {
  const [checkpoints, perturbations] = counts(driver)
  return () => {
    const now = counts(driver)
    return [now[0] - checkpoints, now[1] - perturbations]
  }
}

function parentOf(driver: ScheduleDriver): string | undefined {
  const decision = driver.decisions.at(-1)
  return decision?.action === 'exploit' ? decision.exploit.from : undefined
}

describe('population based training against the scheduler tests of Ray Tune', () => {
  it('12 NaN and infinities: nothing breaks (equal to Ray), and NaN is copied over (a fix)', () => {
    const driver = new ScheduleDriver(
      new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 1,
        customExplore: (config) => config,
      }),
    )
    driver.add('nan', 'up', 'down')
    const actions = [1, 2, 3].map((t) => [
      driver.report('nan', R(t, Number.NaN)),
      driver.report('up', R(t, Number.POSITIVE_INFINITY)),
      driver.report('down', R(t, Number.NEGATIVE_INFINITY)),
    ])
    expect(actions[0]).toEqual(['continue', 'continue', 'continue'])
    expect(actions[1]?.[0]).toBe('exploit')
    expect(driver.decisions.filter(({ action }) => action === 'exploit')).toContainEqual(
      expect.objectContaining({ reason: 'reward is NaN: becomes a copy of up (Infinity)' }),
    )
    for (const trial of ['nan', 'up', 'down']) driver.complete(trial, R(9, 0))
    expect(driver.choose()).toBeUndefined()
  })

  it('36 marks the most promising as parents (equal to Ray)', () => {
    const driver = five()
    const since = counter(driver)
    expect(driver.report('t0', R(15, 200))).toBe('continue')
    expect(since()).toEqual([0, 0])
    expect(driver.report('t0', R(20, 200))).toBe('continue')
    expect(since()).toEqual([1, 0])
    expect(driver.report('t1', R(30, 201))).toBe('continue')
    expect(since()).toEqual([2, 0])
    expect(driver.report('t4', R(30, 199))).toBe('continue')
    expect(since()).toEqual([2, 0])
  })

  it('37 in synchrony: once the last has come (equal to Ray)', () => {
    const driver = five({ synch: true })
    const since = counter(driver)
    for (const [i, trial] of FIVE.slice(0, 4).entries()) {
      expect(driver.report(trial, R(20, 200 + i))).toBe('pause')
    }
    expect(since()).toEqual([0, 0])
    driver.report('t4', R(20, 204))
    expect(since()[0]).toBe(2)
  })

  it('38 perturbs the low performing (equal to Ray)', () => {
    const driver = five()
    const since = counter(driver)
    expect(driver.report('t0', R(15, -100))).toBe('continue')
    expect(since()).toEqual([0, 0])
    expect(driver.report('t0', R(20, -100))).toBe('exploit')
    expect(parentOf(driver)).toMatch(/t3|t4/)
    expect(driver.trial('t0')).toMatchObject({ checkpointIteration: 10, status: 'PAUSED' })
    expect(since()[1]).toBe(1)
    expect(driver.report('t2', R(20, 40))).toBe('exploit')
    expect(parentOf(driver)).toMatch(/t3|t4/)
    expect(since()[1]).toBe(2)
  })

  it('39 in synchrony: all that are low, by order of the last to come (equal to Ray)', () => {
    const driver = five({ synch: true })
    const since = counter(driver)
    driver.orders.length = 0
    expect(driver.report('t4', R(20, -100))).toBe('pause')
    for (const [i, trial] of FIVE.slice(0, 4).entries()) driver.report(trial, R(20, -10 * i))
    expect(since()[1]).toBe(2)
    expect(driver.orders.map(({ trial }) => trial)).toEqual(['t4'])
    expect(driver.orders[0]).toMatchObject({ exploit: { from: expect.stringMatching(/t0|t1/) } })
    expect(driver.decisions.at(-1)?.action).toBe('exploit')
    expect(parentOf(driver)).toMatch(/t0|t1/)
  })

  it('40 explores lists by their neighbours (equal to Ray)', () => {
    const list = [3, 4, 8, 10]
    const from = (v: unknown, resample = 0): unknown =>
      explorations({ v: list }, { v }, { resample }).values('v')
    expect(from(4)).toEqual([3, 8])
    expect(from(3)).toEqual([3, 4])
    expect(from(10)).toEqual([10, 8])
    expect(from(7)).toEqual([10, 3, 4, 8])
    expect(from(4, 1)).toEqual([10, 3, 4, 8])
    for (const wrong of [new Set(list), 'abc']) {
      const options = { hyperparamMutations: { v: wrong as never } }
      expect(() => new PopulationBasedTraining(options)).toThrow(/hyperparamMutations\.v is/)
    }
  })

  it('40 explores numbers by factors, nested ones too (equal to Ray)', () => {
    const whole = { v: (random: Random) => random.integer(10, 20) }
    expect(explorations(whole, { v: 100 }).values('v')).toEqual([120, 80])
    expect(explorations({ v: uniform(0, 500) }, { v: 100 }).values('v')).toEqual([120, 80])
    expect(explorations(whole, { v: 100 }, { resample: 1 }).values('v')).toEqual(
      Array.from({ length: 10 }, (_, i) => 10 + i),
    )
    const nested = { a: { b: { v: [1, 2, 3] }, w: uniform(0, 9) }, u: [5] }
    const explored = explorations(nested, { a: { b: { v: 1, kept: 'x' }, w: 1 }, u: 5, kept: 'y' })
    expect(explored.values('a/b/v')).toEqual([1, 2])
    expect(explored.values('a/w')).toEqual([0.8, 1.2])
    expect(explored.values('a/b/kept')).toEqual(['x'])
    expect(explored.values('kept')).toEqual(['y'])
  })

  it('40 calls customExplore once for each copy (equal to Ray)', () => {
    let calls = 0
    const customExplore = (config: { readonly v: number }): unknown => {
      calls += 1
      return { ...config, v: -config.v }
    }
    const explored = explorations({ n: { v: [1] } }, { v: 7, n: { v: 1 } }, { customExplore })
    expect(explored.values('v')).toEqual([-7])
    expect(calls).toBe(explored.count)
  })

  it('41 copies the whole config, with what is explored (equal to Ray)', () => {
    const seen = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const customExplore = (config: object): object => ({ ...config, id: 100 })
      const driver = five({ customExplore }, { seed })
      driver.report('t0', R(20, -100))
      return driver.trial('t0').config as Record<string, number>
    })
    expect(seen.every((config) => config['id'] === 100 && config['const'] === 3)).toBe(true)
    expect(new Set(seen.map((config) => config['float']))).toEqual(new Set([1.6, 2.4]))
    expect(new Set(seen.map((config) => config['int']))).toEqual(new Set([8, 12]))
    const resampled = five({
      resampleProbability: 1,
      hyperparamMutations: { float: () => 100, int: () => 10 },
    })
    resampled.report('t0', R(20, -100))
    expect(resampled.trial('t0').config).toMatchObject({ float: 100, int: 10 })
  })

  it('42 yields when another waits (equal to Ray)', () => {
    const driver = five()
    driver.fail('t0', { retried: true })
    expect(driver.report('t1', R(20, 1000))).toBe('pause')
    expect(driver.choose()).toBe('t0')
  })

  it('43 the one most behind is next (equal to Ray)', () => {
    const driver = five()
    for (const [i, t] of [800, 700, 600, 500, 700].entries()) {
      driver.report(FIVE[i] as string, R(t, 1000 + i))
    }
    startAll(driver)
    expect(driver.choose()).toBeUndefined()
    for (const trial of FIVE) driver.fail(trial, { retried: true })
    expect(driver.choose()).toBe('t3')
  })

  it('43 in synchrony: none that has come as far as the next time (equal to Ray)', () => {
    for (const seed of [1, 2, 3, 4]) {
      const driver = five({ synch: true }, { seed })
      for (const [i, t] of [800, 700, 600, 500, 700].entries()) {
        driver.report(FIVE[i] as string, R(t, 1000 + i))
      }
      expect(['t0', 't1', 't3']).toContain(driver.choose())
      const started = new Set<string>()
      for (let next = driver.startNext(); next !== undefined; next = driver.startNext()) {
        started.add(next)
      }
      expect(started).not.toContain('t4')
      expect(started).toContain('t2')
    }
  })

  it('44 a copy takes on the time of its parent (equal to Ray)', () => {
    const driver = five()
    const since = counter(driver)
    driver.report('t0', R(10_000, 1005))
    driver.report('t1', R(10_000, 1004))
    driver.report('t2', R(600, 1003))
    expect(since()[1]).toBe(0)
    driver.report('t3', R(500, 1002))
    expect(since()[1]).toBe(1)
    driver.report('t3', R(600, 100))
    expect(since()[1]).toBe(1)
    driver.report('t3', R(11_000, 100))
    expect(since()[1]).toBe(2)
  })

  it('45 burn-in: nobody is copied before it (equal to Ray)', () => {
    const driver = new ScheduleDriver(
      new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 5,
        burnInPeriod: 50,
        hyperparamMutations: { ignored: [1] },
        synch: true,
      }),
      { metric: 'error', mode: 'min' },
    )
    const errors = [50, 50, 10, 100]
    const trials = errors.map((_, i) => `t${i + 1}`)
    for (const [i, trial] of trials.entries()) driver.addWith(trial, { num: i + 1 })
    driver.finishSearch()
    for (const time of [1, 30, 50]) {
      expect(driver.trial('t4').config).toMatchObject({ num: 4 })
      for (const [i, trial] of trials.entries()) {
        driver.report(trial, R(time, errors[i] as number, 'error'))
      }
    }
    expect(driver.trial('t4').config).toMatchObject({ num: 3 })
    expect(driver.trial('t1').config).toMatchObject({ num: 1 })
    expect(trials).toContain(driver.choose())
    // One more that has already ended holds nobody up.
    driver
      .addWith('t5', { num: 5 })
      .complete('t5', R(1, 1, 'error'))
      .finishSearch()
    for (const [i, trial] of trials.entries()) {
      expect(driver.startNext()).toBeDefined()
      driver.report(trial, R(55, errors[i] as number, 'error'))
    }
    expect(driver.choose()).toBeDefined()
  })

  it.each([
    { values: [10, 20, 40], synch: true, ends: [43, 43, 43] },
    { values: [30, 20, 10], synch: true, ends: [33, 33, 33] },
    { values: [10, 20, 40], synch: false, ends: undefined },
  ])('46 in synchrony the best wins, else not at once: $values (equal to Ray)', (scenario) => {
    const driver = new ScheduleDriver(
      new PopulationBasedTraining({
        timeAttr: 'training_iteration',
        perturbationInterval: 1,
        hyperparamMutations: { c: () => 1 },
        synch: scenario.synch,
      }),
    )
    const trials = scenario.values.map((_, i) => `t${i}`)
    for (const [i, trial] of trials.entries()) driver.addWith(trial, { a: scenario.values[i] })
    driver.finishSearch()
    const valueOf = (trial: string): number => (driver.trial(trial).config as { a: number }).a
    const ends = new Map<string, number>()
    for (const time of [1, 2, 3]) {
      for (const trial of trials) {
        ends.set(trial, time + valueOf(trial))
        driver.report(trial, R(time, time + valueOf(trial)))
      }
      startAll(driver)
    }
    if (scenario.ends) expect([...ends.values()]).toEqual(scenario.ends)
    else expect([...ends.values()]).not.toEqual([43, 43, 43])
  })

  it('47 what a trial went through is written down and replayed (equal to Ray)', () => {
    const { exploits, histories } = populationOf(4, { interval: 5, until: 30 })
    expect(exploits.length).toBeGreaterThan(3)
    const files = policyFiles(exploits)
    for (const { trial } of exploits) {
      const text = files.get(policyFile(trial)) ?? ''
      for (const line of text.trim().split('\n')) {
        expect(JSON.parse(line)).toEqual([
          expect.any(String),
          expect.any(String),
          expect.any(Number),
          expect.any(Number),
          expect.any(Object),
          expect.any(Object),
        ])
      }
      expect(replayed(text, 30)).toEqual(histories.get(trial))
    }
    expect(files.get(policyFile('t99'))).toBeUndefined()
    expect(() => new PopulationBasedTrainingReplay({ policy: '' })).toThrow(/has no lines/)
  })

  it('48 says what was done to each parameter (equal to Ray)', () => {
    const operations = (mutation: never, v: unknown, resample = 0): unknown =>
      explorations({ v: mutation }, { v }, { resample }).operations('v')
    expect(operations([1, 2, 3] as never, 2)).toEqual(['shift left', 'shift right'])
    expect(operations([1] as never, 1)).toEqual(['shift left (noop)', 'shift right (noop)'])
    expect(operations([1, 2] as never, 2, 1)).toEqual(['resample'])
    expect(operations(uniform(0, 9) as never, 2)).toEqual(['* 0.8', '* 1.2'])
    expect(operations(uniform(0, 9) as never, 2, 1)).toEqual(['resample'])
  })
})

/** Lets a population train, and tells with which configs each trial came to be what it is. */
function populationOf(
  size: number,
  { interval, until }: { readonly interval: number; readonly until: number },
): {
  readonly exploits: readonly ExploitRecord[]
  readonly histories: ReadonlyMap<string, readonly unknown[]>
} {
  const driver = new ScheduleDriver(
    new PopulationBasedTraining({
      timeAttr: 'training_iteration',
      perturbationInterval: interval,
      hyperparamMutations: { lr: uniform(0, 100) },
    }),
  )
  const exploits: ExploitRecord[] = []
  /** The config of each iteration, those of the trials copied included. */
  const histories = new Map<string, readonly unknown[]>()
  const random = Random.fromSeed(3)
  for (let i = 0; i < size; i++) {
    driver.addWith(`t${i}`, { lr: 1 + i, constant: 'c' })
    histories.set(`t${i}`, [])
  }
  while ([...histories.values()].some((history) => history.length < until)) {
    for (const [trial, before] of histories) {
      if (before.length >= until) continue
      const { config } = driver.trial(trial)
      const history = [...before, config]
      histories.set(trial, history)
      const iteration = history.length
      driver.report(trial, R(iteration, random.next()), { checkpoint: iteration % 5 === 0 })
      const decision = driver.decisions.at(-1)
      if (decision?.action !== 'exploit') continue
      const { from, config: newConfig } = decision.exploit
      const fromIteration = driver.trial(from).checkpointIteration ?? 0
      const oldConfig = driver.trial(from).config
      exploits.push({
        trial,
        from,
        iteration,
        fromIteration,
        ownConfig: undefined,
        oldConfig,
        newConfig,
        at: 0,
      })
      histories.set(trial, (histories.get(from) ?? []).slice(0, fromIteration))
      startAll(driver)
    }
  }
  return { exploits, histories }
}

/** The config of each iteration when a policy is replayed. */
function replayed(policy: string, until: number): readonly unknown[] {
  const driver = new ScheduleDriver(new PopulationBasedTrainingReplay({ policy }))
  driver.addWith('r', driver.schedule.completeConfig?.({ other: 1 }, 0))
  const history: unknown[] = []
  while (history.length < until) {
    history.push(driver.trial('r').config)
    const checkpoint = history.length % 5 === 0
    if (driver.report('r', R(history.length, 0), { checkpoint }) !== 'exploit') continue
    history.length = driver.trial('r').checkpointIteration ?? 0
    expect(driver.startNext()).toBe('r')
  }
  return history
}
