import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { PopulationBasedTrainingReplay, parsePolicy } from '../../src/schedule/pbt/replay.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'
import type { PopulationBasedTrainingReplayOptions } from '../../src/schedule/pbt/replay.ts'
import type { PolicyLine } from '../../src/schedule/pbt/policy.ts'

const A = { lr: 1 }
const B = { lr: 2 }
const C = { lr: 3 }

/** c copied b at 10, b then went on as a's copy was made of it at 20. */
const POLICY: readonly PolicyLine[] = [
  ['b', 'c', 12, 10, A, B],
  ['a', 'b', 18, 20, B, C],
]

function replay(policy: string | readonly PolicyLine[] = POLICY): ScheduleDriver {
  const driver = new ScheduleDriver(new PopulationBasedTrainingReplay({ policy }))
  return driver.addWith('r', driver.schedule.completeConfig?.({ ignored: true }, 0))
}

const configOf = (driver: ScheduleDriver): unknown => driver.trial('r').config

describe('PopulationBasedTrainingReplay', () => {
  it('starts with the first config, and changes when the others came up', () => {
    const driver = replay()
    expect(configOf(driver)).toEqual(A)
    expect(driver.report('r', R(9, 0))).toBe('continue')
    expect(driver.report('r', R(10, 0))).toBe('exploit')
    expect(driver.decisions.at(-1)).toEqual({
      action: 'exploit',
      exploit: { from: 'r', config: B },
      reason: 'training_iteration 10: takes on config 1 of 2, which came up at 10',
    })
    expect(driver.startNext()).toBe('r')
    expect(configOf(driver)).toEqual(B)
    expect(driver.report('r', R(19, 0))).toBe('continue')
    expect(driver.report('r', R(21, 0))).toBe('exploit')
    expect(configOf(driver)).toEqual(C)
    driver.startNext()
    expect(driver.report('r', R(99, 0))).toBe('continue')
    expect(driver.schedule.describe()).toBe(
      'Using PBT replay: training_iteration=99, num_perturbations=2 of 2',
    )
  })

  it('changes at a checkpoint, so that no training under the old config is lost or repeated', () => {
    const driver = replay()
    expect(driver.report('r', R(8, 0))).toBe('continue')
    expect(driver.report('r', R(10, 0), { checkpoint: false })).toBe('continue')
    expect(driver.report('r', R(11, 0), { checkpoint: true })).toBe('exploit')
    expect(driver.trial('r').checkpointIteration).toBe(11)
  })

  it('makes several changes at once when they are all due', () => {
    const driver = replay()
    driver.report('r', R(25, 0))
    expect(configOf(driver)).toEqual(C)
    driver.startNext()
    expect(driver.report('r', R(26, 0))).toBe('continue')
  })

  it('is an error when there is no checkpoint to go on from', () => {
    const driver = replay()
    expect(driver.report('r', R(9, 0), { checkpoint: false })).toBe('continue')
    expect(() => driver.report('r', R(10, 0), { checkpoint: false })).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_REQUIRED' }),
    )
  })

  it('follows the chain of copies back to where it breaks', () => {
    const driver = replay([
      ['a', 'z', 3, 4, { lr: -1 }, { lr: -2 }],
      ['b', 'c', 5, 6, { lr: -3 }, { lr: -4 }],
      ...POLICY,
    ])
    // b copied c twice; what was before the second time was lost, as c has not copied anybody.
    expect(configOf(driver)).toEqual(A)
    driver.report('r', R(6, 0))
    expect(configOf(driver)).toEqual(A)
  })

  it('trains one trial only', () => {
    const { schedule } = replay()
    expect(() => schedule.completeConfig?.({}, 1)).toThrow(
      expect.objectContaining({
        code: 'REPLAY_TRAINS_ONE_TRIAL',
        message: expect.stringContaining('Set tuneConfig.numSamples to 1'),
      }),
    )
  })

  it('goes on where it was after a failure and after a restore', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('report', 'report', 'retry', 'bare'),
            fc.integer({ min: 1, max: 4 }),
          ),
          { maxLength: 30 },
        ),
        (steps) => {
          const driver = replay()
          driver.report('r', R(1, 0))
          for (const [kind, ahead] of steps) {
            const time = (driver.trial('r').checkpointIteration ?? 0) + ahead
            if (kind === 'retry') driver.fail('r', { retried: true })
            else driver.report('r', R(time, 0), { checkpoint: kind === 'report' })
            driver.startNext()
            const done = driver.trial('r').checkpointIteration ?? 0
            expect(configOf(driver)).toEqual(done >= 20 ? C : done >= 10 ? B : A)
            const restored = driver.retold()
            expect(restored.schedule.describe()).toBe(driver.schedule.describe())
            expect(configOf(restored)).toEqual(configOf(driver))
          }
        },
      ),
    )
  })

  it('gives away no config that could be changed', () => {
    const driver = replay()
    ;(configOf(driver) as { lr: number }).lr = 99
    driver.report('r', R(10, 0))
    ;(configOf(driver) as { lr: number }).lr = 99
    expect(configOf(replay())).toEqual({ lr: 1 })
    expect(B).toEqual({ lr: 2 })
  })

  it('is the same after it has been written down and read', () => {
    const { name, options } = new PopulationBasedTrainingReplay({ policy: POLICY }).toJSON()
    expect(name).toBe('pbt_replay')
    const read = JSON.parse(JSON.stringify(options)) as PopulationBasedTrainingReplayOptions
    expect(new PopulationBasedTrainingReplay(read).toJSON().options).toEqual({ policy: POLICY })
  })

  it('has a plan', () => {
    const scheduler = new PopulationBasedTrainingReplay({ policy: POLICY })
    expect(scheduler.plan(1)).toEqual({
      timeAttr: 'training_iteration',
      brackets: [{ trials: 1, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: ['The config changes at training_iteration 10, 20.'],
    })
    expect(scheduler.plan(3).notes).toContain('It trains exactly one trial: set numSamples to 1.')
  })
})

describe('reading a policy', () => {
  it('takes what Ray Tune writes', () => {
    const text =
      '["1_lr=0.1", "0_lr=0.2", 5, 4, {"lr": 0.1, "n": NaN}, {"lr": Infinity}]\n' +
      '["2_\\"NaN\\"", "1_lr=0.1", 9, 8, {"s": "-Infinity", "x": [-Infinity, 1.0]}, {}]\r\n\n'
    expect(parsePolicy(text)).toEqual([
      ['1_lr=0.1', '0_lr=0.2', 5, 4, { lr: 0.1, n: Number.NaN }, { lr: Infinity }],
      ['2_"NaN"', '1_lr=0.1', 9, 8, { s: '-Infinity', x: [-Infinity, 1] }, {}],
    ])
    expect(configOf(replay(text))).toEqual({ lr: 0.1, n: Number.NaN })
  })

  it.each<[unknown, RegExp]>([
    ['~/ray_results/pbt_policy_1.txt', /line 1 is no JSON: "~\/ray_results\/pbt_policy_1\.txt"\./],
    ['["a","b",1,2,{},{}]\n{"a":', /line 2 is no JSON/],
    ['\n\n{"a":1}', /line 3 is \{"a":1\}\./],
    ['["a","b",1,2,{}]', /line 1 is \["a","b",1,2,\{\}\]\. A line of a policy file is/],
    ['["a","b",1,2,{},[]]', /line 1 is/],
    ['["a","b",1,NaN,{},{}]', /line 1 is/],
    [[['a', 'b', '1', 2, {}, {}]], /line 1 is/],
    [[[1, 'b', 1, 2, {}, {}]], /line 1 is/],
    [3, /The policy cannot be read: it is 3\./],
    [undefined, /it is undefined\./],
    ['', /The policy has no lines: that trial never became a copy of another/],
    [[], /The policy has no lines/],
  ])('refuses %j', (policy, message) => {
    const make = (): unknown =>
      new PopulationBasedTrainingReplay({ policy } as PopulationBasedTrainingReplayOptions)
    expect(make).toThrow(ConfigurationError)
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_POLICY' }))
    expect(make).toThrow(message)
  })

  it('refuses an option that there is not', () => {
    const options = { policyFile: 'x' } as unknown as PopulationBasedTrainingReplayOptions
    expect(() => new PopulationBasedTrainingReplay(options)).toThrow(/no option "policyFile"/)
  })
})
