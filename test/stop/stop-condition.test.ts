import { describe, expect, it } from 'vitest'
import { CombinedStopper } from '../../src/stop/combined.ts'
import { ExperimentPlateauStopper } from '../../src/stop/experiment-plateau.ts'
import { FunctionStopper } from '../../src/stop/function.ts'
import { MaximumIterationStopper } from '../../src/stop/maximum-iteration.ts'
import { NoopStopper } from '../../src/stop/noop.ts'
import { stopperFromJSON, toStopper } from '../../src/stop/stop-condition.ts'
import { ThresholdStopper } from '../../src/stop/threshold.ts'
import { TimeoutStopper } from '../../src/stop/timeout.ts'
import { TrialPlateauStopper } from '../../src/stop/trial-plateau.ts'
import type { StopFunction } from '../../src/stop/function.ts'
import type { StopCondition } from '../../src/stop/stop-condition.ts'
import type { Stopper } from '../../src/stop/stopper.ts'

const timeout = new TimeoutStopper(60)
const own: Stopper = {
  name: 'own',
  create: () => ({ onResult: () => 'mine', stopAll: () => undefined }),
}

describe('toStopper', () => {
  it('takes what users write', () => {
    expect(toStopper(undefined)).toBeInstanceOf(NoopStopper)
    expect(toStopper([])).toBeInstanceOf(CombinedStopper)
    expect(toStopper({ loss: { min: 0.1 } })).toBeInstanceOf(ThresholdStopper)
    expect(toStopper(Object.assign(Object.create(null), { loss: 1 }))).toBeInstanceOf(
      ThresholdStopper,
    )
    expect(toStopper(() => true)).toBeInstanceOf(FunctionStopper)
    expect(toStopper(timeout)).toBe(timeout)
    expect(toStopper(own)).toBe(own)
    expect(toStopper([timeout])).toBe(timeout)
  })

  it('takes a metric that is called create', () => {
    expect(toStopper({ create: 3 }).create().onResult('a', { create: 3 })).toBeDefined()
  })

  it('of a list takes whichever comes first', () => {
    const rule = toStopper([
      { training_iteration: 10 },
      (_trial, { loss }) => Number(loss) > 100,
      new MaximumIterationStopper(4),
      [{ loss: { min: 0 } }] as unknown as Stopper,
    ]).create()
    expect(rule.onResult('a', { training_iteration: 10, loss: 1 })).toContain('training_iteration')
    expect(rule.onResult('b', { training_iteration: 1, loss: 101 })).toContain('function')
    expect(rule.onResult('c', { training_iteration: 1, loss: 0 })).toContain('at most')
    expect(rule.onResult('d', { training_iteration: 1, loss: 1 })).toBeUndefined()
  })

  it.each([
    ['soon'],
    [20],
    [true],
    [null],
    [new Date(0)],
    [new Map([['loss', 1]])],
    [['soon']],
    [[undefined, null]],
    [Object.create({ loss: 1 })],
  ])('refuses %o', (stop) => {
    expect(() => toStopper(stop as unknown as StopCondition)).toThrow(
      expect.objectContaining({ code: 'INVALID_STOP' }),
    )
  })

  it('refuses the class of a stopper where an instance is meant', () => {
    expect(() => toStopper(TimeoutStopper as unknown as StopCondition)).toThrow(
      'Give an instance: new TimeoutStopper(…)',
    )
  })
})

describe('FunctionStopper', () => {
  it('stops the trials for which the function says so', () => {
    const calls: unknown[] = []
    const rule = new FunctionStopper((trial, result) => {
      calls.push([trial, result])
      return trial === 'b'
    }).create()
    expect(rule.onResult('a', { loss: 1 })).toBeUndefined()
    expect(rule.onResult('b', { loss: 2 })).toBe('the stop function said so')
    expect(rule.stopAll(0)).toBeUndefined()
    expect(calls).toEqual([
      ['a', { loss: 1 }],
      ['b', { loss: 2 }],
    ])
  })

  it('names a function that has a name', () => {
    function hasConverged(): boolean {
      return true
    }
    expect(new FunctionStopper(hasConverged).create().onResult('a', {})).toBe(
      'hasConverged() said so',
    )
  })

  it('refuses functions that answer with a promise', () => {
    const early = async (): Promise<boolean> => false
    expect(() => new FunctionStopper(early as unknown as StopFunction)).toThrow('promise')
    const late = (): Promise<boolean> => Promise.resolve(false)
    const rule = new FunctionStopper(late as unknown as StopFunction).create()
    expect(() => rule.onResult('a', {})).toThrow(expect.objectContaining({ code: 'INVALID_STOP' }))
  })

  it('cannot be written down', () => {
    expect('toJSON' in new FunctionStopper(() => true)).toBe(false)
    expect(() => new FunctionStopper('x' as unknown as StopFunction)).toThrow('takes a function')
  })
})

describe('stopperFromJSON', () => {
  it.each<Stopper>([
    new NoopStopper(),
    timeout,
    new MaximumIterationStopper(7),
    new ThresholdStopper({ loss: { min: 0.1 }, 'val/acc': 0.9, both: { min: 0, max: 1 } }),
    new TrialPlateauStopper({ metric: 'loss', std: 0.5, metricThreshold: 0, mode: 'min' }),
    new TrialPlateauStopper({ metric: 'loss' }),
    new ExperimentPlateauStopper({ metric: 'loss', top: 5, patience: 2, mode: 'max' }),
    new CombinedStopper(timeout, new CombinedStopper(), new ThresholdStopper({ loss: 1 })),
  ])('makes $name again', (stopper) => {
    const stored: unknown = JSON.parse(JSON.stringify(stopper.toJSON?.()))
    const again = stopperFromJSON(stored)
    expect(again).toBeInstanceOf(stopper.constructor)
    expect(again.toJSON?.()).toEqual(stopper.toJSON?.())
  })

  it.each([
    [{ name: 'function', options: {} }],
    [{ name: 'toString', options: {} }],
    [{ name: 3 }],
    [{}],
    [null],
    ['timeout'],
  ])('refuses %o', (stored) => {
    expect(() => stopperFromJSON(stored)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_STOPPER' }),
    )
  })

  it('refuses what a stopper cannot be made of', () => {
    for (const name of ['threshold', 'maximum_iteration', 'timeout', 'trial_plateau']) {
      expect(() => stopperFromJSON({ name })).toThrow(
        expect.objectContaining({ name: 'ConfigurationError' }),
      )
    }
  })
})
