import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { choice } from '../../src/space/choice.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PopulationBasedTrainingOptions } from '../../src/schedule/pbt/pbt-options.ts'
import type { ScheduleDriverOptions } from '../support/schedule-driver.ts'

/** Trials are looked at after every iteration, and copies have `lr` times 1.2. */
function pbt(
  options: PopulationBasedTrainingOptions = {},
  setup?: ScheduleDriverOptions,
): ScheduleDriver {
  const scheduler = new PopulationBasedTraining({
    timeAttr: 'training_iteration',
    perturbationInterval: 1,
    hyperparamMutations: { lr: loguniform(1e-4, 1) },
    resampleProbability: 0,
    perturbationFactors: [1.2],
    ...options,
  })
  return new ScheduleDriver(scheduler, setup)
}

function withTrials(driver: ScheduleDriver, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    driver.addWith(`t${i}`, { lr: 0.01 * (i + 1), kept: { by: `t${i}` } })
    return `t${i}`
  })
}

describe('PopulationBasedTraining, asynchronous', () => {
  it('makes a bad trial a copy of a good one, and says so', () => {
    const driver = pbt()
    const trials = withTrials(driver, 8)
    for (const [i, trial] of trials.entries()) driver.report(trial, R(1, 10 - i))
    expect(driver.report('t6', R(2, 0.5))).toBe('exploit')
    const decision = driver.decisions.at(-1)
    const from = decision?.action === 'exploit' ? decision.exploit.from : ''
    expect(['t0', 't1']).toContain(from)
    const [value, lr, moved] = from === 't0' ? [10, 0.01, 0.012] : [9, 0.02, 0.024]
    expect(decision).toEqual({
      action: 'exploit',
      exploit: { from, config: { lr: 0.01 * (from === 't0' ? 1 : 2) * 1.2, kept: { by: from } } },
      reason:
        'reward 0.5 is in the lower quarter (8th of 8): becomes a copy of ' +
        `${from} (${value}), lr ${lr} → ${moved} (* 1.2)`,
    })
  })

  it.each([
    [0.5, 'half'],
    [0.2, '20 %'],
  ])('names the share of the lower end: %d', (quantileFraction, words) => {
    const driver = pbt({ quantileFraction })
    for (const trial of withTrials(driver, 2)) driver.report(trial, R(1, 1))
    driver.report('t1', R(2, 0))
    expect(driver.reason).toContain(`is in the lower ${words} (2nd of 2)`)
  })

  it('names no more parameters than can be read', () => {
    const names = Array.from({ length: 9 }, (_, i) => `p${i}`)
    const driver = pbt({
      hyperparamMutations: Object.fromEntries(names.map((name) => [name, [1]])),
    })
    for (const trial of withTrials(driver, 2)) driver.report(trial, R(1, 1))
    driver.report('t1', R(2, 0))
    expect(driver.reason).toMatch(/p5 \S+ → 1 \(resample\), and 3 more$/)
  })

  it('makes small values best with mode min', () => {
    const driver = pbt({ mode: 'min' })
    withTrials(driver, 2)
    driver.report('t0', R(1, 1))
    expect(driver.report('t1', R(1, 2))).toBe('exploit')
    expect(driver.reason).toContain('reward 2 is in the lower quarter (2nd of 2)')
  })

  it('copies nobody with quantileFraction 0, and marks nobody as a parent (a fix)', () => {
    const driver = pbt({ quantileFraction: 0 })
    const trials = withTrials(driver, 4)
    for (const t of [1, 2, 3]) {
      for (const [i, trial] of trials.entries()) {
        expect(driver.report(trial, R(t, i === 0 ? Number.NaN : i))).toBe('continue')
      }
    }
    expect(driver.schedule.describe()).toBe('Using PBT: num_checkpoints=0, num_perturbations=0')
  })

  it.each([
    [2, 0.25, 1],
    [4, 0.25, 1],
    [5, 0.25, 2],
    [8, 0.25, 2],
    [10, 0.25, 3],
    [3, 0.5, 1],
    [5, 0.5, 2],
  ])('of %d trials with quantileFraction %d, %d are copied', (size, quantileFraction, count) => {
    const driver = pbt({ quantileFraction, synch: true })
    const trials = withTrials(driver, size)
    driver.finishSearch()
    for (const [i, trial] of trials.entries()) driver.report(trial, R(1, -i))
    const copied = driver.orders.length + (driver.decisions.at(-1)?.action === 'exploit' ? 1 : 0)
    expect(copied).toBe(count)
    expect(driver.schedule.describe()).toContain(
      `num_checkpoints=${count}, num_perturbations=${count}`,
    )
  })

  it('every trial whose metric is NaN becomes a copy, and none becomes a copy of it (a fix)', () => {
    const driver = pbt()
    const trials = withTrials(driver, 8)
    for (const trial of trials.slice(3)) driver.report(trial, R(1, Number.NaN))
    for (const trial of trials.slice(0, 3)) driver.report(trial, R(1, Number.NEGATIVE_INFINITY))
    for (const trial of trials.slice(3)) {
      expect(driver.report(trial, R(2, Number.NaN))).toBe('exploit')
      const decision = driver.decisions.at(-1)
      expect(decision?.action === 'exploit' && decision.exploit.from).toMatch(/t[012]/)
    }
  })

  it('copies nothing while all are NaN', () => {
    const driver = pbt()
    const trials = withTrials(driver, 3)
    for (const t of [1, 2]) {
      for (const trial of trials) expect(driver.report(trial, R(t, Number.NaN))).toBe('continue')
    }
  })

  it('copies only trials that have a checkpoint', () => {
    const driver = pbt({}, { checkpoints: false })
    const trials = withTrials(driver, 8)
    for (const trial of trials.slice(0, 6)) driver.report(trial, R(0.5, 0))
    for (const [i, trial] of trials.entries()) {
      driver.report(trial, R(1, 10 - i), { checkpoint: i === 1 })
    }
    for (const t of [2, 3, 4, 5]) {
      driver.report('t7', R(t, 0))
      const decision = driver.decisions.at(-1)
      expect(decision).toMatchObject({ action: 'exploit', exploit: { from: 't1' } })
    }
  })

  it('leaves a bad trial as it is while no good one has a checkpoint', () => {
    const driver = pbt({}, { checkpoints: false })
    withTrials(driver, 2)
    driver.report('t0', R(1, 1))
    expect(driver.report('t1', R(1, 0), { checkpoint: true })).toBe('continue')
  })

  it('is an error when a copy is due and nobody has ever reported a checkpoint', () => {
    const driver = pbt({ perturbationInterval: 4 }, { checkpoints: false })
    withTrials(driver, 2)
    driver.report('t0', R(4, 1))
    expect(() => driver.report('t1', R(5, 0))).toThrow(ConfigurationError)
    expect(() => driver.report('t1', R(9, 0))).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_REQUIRED',
        message:
          'PBT continues bad trials from checkpoints of good ones, and the first is due at ' +
          'training_iteration 9, but no trial has reported a checkpoint. Call ' +
          'report(metrics, { checkpoint }) at least once in every perturbationInterval ' +
          '(4 training_iteration), and start from getCheckpoint() when there is one. ' +
          'A class saves by itself: let checkpointConfig.checkpointFrequency be no larger.',
      }),
    )
  })

  it('lets others run in turn, but never a trial start over for it', () => {
    const driver = pbt({}, { checkpoints: false })
    withTrials(driver, 2)
    driver.addWith('t2', {}, 'PENDING')
    expect(driver.report('t0', R(1, 1))).toBe('continue')
    expect(driver.report('t0', R(2, 1), { checkpoint: true })).toBe('pause')
    expect(driver.reason).toBe('other trials wait for their turn')
    expect(driver.startNext()).toBe('t2')
    expect(driver.startNext()).toBe('t0')
    expect(driver.choose()).toBeUndefined()
    expect(driver.report('t0', R(3, 1), { checkpoint: true })).toBe('continue')
  })

  it('counts a copy as trained as long as its parent', () => {
    const driver = pbt({ perturbationInterval: 10 })
    withTrials(driver, 3)
    driver.report('t0', R(50, 1))
    expect(driver.report('t1', R(20, 0))).toBe('exploit')
    driver.startNext()
    // It goes on from 50, and not from 20.
    expect(driver.report('t1', R(51, -1))).toBe('continue')
    expect(driver.report('t1', R(59.5, -1))).toBe('continue')
    expect(driver.report('t1', R(60, -1))).toBe('exploit')
    expect(driver.schedule.describe()).toBe('Using PBT: num_checkpoints=0, num_perturbations=2')
  })

  it('compares with a trial no more once it has ended, failed or been given up', () => {
    const driver = pbt()
    const trials = withTrials(driver, 5)
    for (const [i, trial] of trials.entries()) driver.report(trial, R(1, 9 - i))
    driver.complete('t4', R(1, 5)).fail('t3')
    driver.tell({ type: 'removed', trial: 't2' })
    expect(driver.report('t1', R(2, 8))).toBe('exploit')
    expect(driver.reason).toContain('(2nd of 2): becomes a copy of t0')
  })

  it('keeps the place of a trial that is retried, and of one that is resumed', () => {
    const driver = pbt({ perturbationInterval: 5 })
    const trials = withTrials(driver, 3)
    for (const [i, trial] of trials.entries()) driver.report(trial, R(5, i))
    driver.fail('t0', { retried: true })
    expect(driver.choose()).toBe('t0')
    driver.startNext()
    expect(driver.report('t0', R(3, 100))).toBe('continue')
    driver.fail('t0')
    driver.schedule.onTrialAdded('t0', driver.glance)
    expect(driver.report('t0', R(9, 100))).toBe('continue')
    driver.report('t0', R(10, 100))
    expect(driver.report('t1', R(10, 3))).toBe('continue')
    expect(driver.report('t2', R(10, -1))).toBe('exploit')
    expect(driver.reason).toContain('(3rd of 3): becomes a copy of t0 (100)')
  })

  it.each([
    [{ loss: 1, training_iteration: 1 }, 'has no reward, which is compared in PBT'],
    [{ reward: 1 }, 'has no training_iteration, which says how far a trial is in PBT'],
    [{ reward: 1, training_iteration: Number.NaN }, 'has training_iteration NaN, which says'],
    [{ reward: 1, training_iteration: 'x' }, 'has training_iteration NaN, which says'],
    [{ reward: 1, training_iteration: Infinity }, 'has training_iteration Infinity, which says'],
  ])('stops a trial that reports %j, unless requireAttrs is false (a fix)', (result, words) => {
    const driver = pbt()
    withTrials(driver, 2)
    expect(driver.report('t0', result)).toBe('stop')
    expect(driver.reason).toContain(`the result ${words}`)
    const lenient = pbt({ requireAttrs: false })
    withTrials(lenient, 2)
    expect(lenient.report('t0', result)).toBe('continue')
    expect(lenient.report('t0', R(1, 1))).toBe('continue')
    expect(lenient.report('t1', R(1, 0))).toBe('exploit')
  })

  it('draws what the config of a new trial lacks, the same for the same number', () => {
    const { schedule } = pbt({
      hyperparamMutations: {
        lr: loguniform(1e-4, 1),
        list: [1, 2, 3],
        drawn: (random) => random.integer(5, 9),
        model: { kind: choice(['a', 'b']), deep: { width: [8, 16] } },
      },
    })
    const config = { lr: 0.5, model: { kind: 'a', other: 1 } }
    const complete = schedule.completeConfig?.(config, 3)
    expect(complete).toEqual({
      lr: 0.5,
      list: expect.any(Number),
      drawn: expect.any(Number),
      model: { kind: 'a', other: 1, deep: { width: expect.any(Number) } },
    })
    expect(config).toEqual({ lr: 0.5, model: { kind: 'a', other: 1 } })
    expect(schedule.completeConfig?.(config, 3)).toEqual(complete)
    const drawn = Array.from({ length: 9 }, (_, i) =>
      JSON.stringify(schedule.completeConfig?.({}, i)),
    )
    expect(new Set(drawn).size).toBe(9)
    expect(() => schedule.completeConfig?.({ model: 'resnet' }, 0)).toThrow(
      'The config has "resnet" at "model", where parameters inside it are to be mutated.',
    )
  })
})
