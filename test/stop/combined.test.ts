import { describe, expect, it } from 'vitest'
import { CombinedStopper } from '../../src/stop/combined.ts'
import { ExperimentPlateauStopper } from '../../src/stop/experiment-plateau.ts'
import { FunctionStopper } from '../../src/stop/function.ts'
import { MaximumIterationStopper } from '../../src/stop/maximum-iteration.ts'
import { NoopStopper } from '../../src/stop/noop.ts'
import { ThresholdStopper } from '../../src/stop/threshold.ts'
import { TimeoutStopper } from '../../src/stop/timeout.ts'
import { results, stops } from './stop-rule.ts'
import type { Stopper } from '../../src/stop/stopper.ts'

describe('CombinedStopper', () => {
  it('stops what any of them stops, for the reason of the first', () => {
    const rule = new CombinedStopper(
      new MaximumIterationStopper(3),
      new ThresholdStopper({ loss: { min: 0 } }),
    ).create()
    expect(stops(rule, results([2, 1, 1]), 'a')).toEqual([false, false, true])
    expect(stops(rule, results([1, 0]), 'b')).toEqual([false, true])
    const [, , third] = results([0, 0, 0]).map((result) => rule.onResult('c', result))
    expect(third).toBe('it has reported 3 results')
  })

  it('lets each of them see every result, also of what another one has stopped', () => {
    const rule = new CombinedStopper(
      new ThresholdStopper({ loss: 1 }),
      new ExperimentPlateauStopper({ metric: 'loss', top: 3 }),
    ).create()
    for (const trial of ['a', 'b', 'c']) {
      expect(rule.stopAll(0)).toBeUndefined()
      expect(rule.onResult(trial, { loss: 1 })).toBe('loss 1 is at least 1')
    }
    expect(rule.stopAll(0)).toContain('levelled out')
  })

  it('lets each of them charge its time', () => {
    let asked = 0
    const once: Stopper = {
      name: 'once',
      create: () => ({
        onResult: () => undefined,
        stopAll: () => ((asked += 1) === 1 ? 'once' : undefined),
      }),
    }
    const rule = new CombinedStopper(once, new TimeoutStopper(30)).create()
    const answers = [1, 2, 31].map((seconds) => rule.stopAll(seconds * 1000))
    expect(answers).toEqual(['once', undefined, 'the time budget of 30 s is spent'])

    // What lies between two sessions is charged to none of them.
    const budgets = new CombinedStopper(new TimeoutStopper(30), new TimeoutStopper(20)).create()
    budgets.onSessionStarted?.(0)
    expect(budgets.stopAll(10_000)).toBeUndefined()
    budgets.onSessionStarted?.(500_000)
    expect(budgets.stopAll(509_999)).toBeUndefined()
    expect(budgets.stopAll(510_000)).toBe('the time budget of 20 s is spent')
  })

  it('gathers what none of them has seen', () => {
    const rule = new CombinedStopper(
      new ThresholdStopper({ a: 1, b: 1 }),
      new TimeoutStopper(1),
      new ExperimentPlateauStopper({ metric: 'b' }),
    ).create()
    rule.onResult('t', { c: 1 })
    expect(rule.unseenKeys?.()).toEqual(['a', 'b'])
  })

  it('of none stops nothing', () => {
    const rule = new CombinedStopper().create()
    expect(rule.onResult('a', {})).toBeUndefined()
    expect(rule.stopAll(0)).toBeUndefined()
  })

  it('can be written down only if all of them can', () => {
    expect(new CombinedStopper(new NoopStopper(), new TimeoutStopper(3)).toJSON?.()).toEqual({
      name: 'combined',
      options: {
        stoppers: [
          { name: 'noop', options: {} },
          { name: 'timeout', options: { seconds: 3 } },
        ],
      },
    })
    const withCode = new CombinedStopper(new NoopStopper(), new FunctionStopper(() => true))
    expect(withCode.toJSON).toBeUndefined()
  })

  it.each([[TimeoutStopper], [() => true], [null], [{ loss: 1 }]])('refuses %o', (stopper) => {
    expect(() => new CombinedStopper(stopper as unknown as Stopper)).toThrow(
      expect.objectContaining({ code: 'INVALID_STOP' }),
    )
  })
})
