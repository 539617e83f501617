import { describe, expect, it } from 'vitest'
import { plan } from '../../src/analyze/plan.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { HyperBandScheduler } from '../../src/schedule/hyperband/hyperband.ts'
import { FIFOScheduler } from '../../src/schedule/fifo.ts'

describe('plan', () => {
  it('prints the rungs and what they cost', () => {
    const planned = plan({
      scheduler: new ASHAScheduler({ maxT: 27, reductionFactor: 3, variant: 'promote' }),
      numSamples: 27,
      secondsPerUnit: 60,
      maxConcurrentTrials: 4,
    })
    expect(planned).toMatchObject({ scheduler: 'asha', trials: 27, cost: 27 + 9 * 2 + 3 * 6 + 18 })
    expect(planned.seconds).toBe((81 * 60) / 4)
    const [first, rungs, cost, time] = String(planned).split('\n')
    expect(first).toBe('asha: 27 trials, measured in training_iteration')
    expect(rungs).toBe('  27 @ 1 → 9 @ 3 → 3 @ 9 → 1 @ 27')
    expect(cost).toBe(
      '  expected cost: 81 training_iteration, 11.1 % of the 729 of all trials run to their end',
    )
    expect(time).toBe('  expected time: 20.3 min if no worker waits')
  })

  it('lists the brackets of HyperBand, the largest first', () => {
    const text = String(
      plan({ scheduler: new HyperBandScheduler({ maxT: 9 }), numSamples: 17 }),
    ).split('\n')
    expect(text.slice(1, 4)).toEqual([
      '  bracket 0 (9 trials): 9 @ 1 → 3 @ 3 → 1 @ 9',
      '  bracket 1 (5 trials): 5 @ 3 → 2 @ 9',
      '  bracket 2 (3 trials): 3 @ 9',
    ])
  })

  it.each([
    'fifo',
    'asha',
    'hyperband',
    'hb_bohb',
    'median_stopping_rule',
    'percentile_stopping_rule',
  ])('%s has a plan, also without an end', (scheduler) => {
    for (const numSamples of [1, 100, -1]) {
      expect(String(plan({ scheduler, numSamples }))).toContain(`${scheduler}: `)
    }
  })

  it.each([
    [{ scheduler: 'ashaa', numSamples: 1 }, 'UNKNOWN_SCHEDULER'],
    [{ scheduler: 'asha', numSamples: 0 }, 'INVALID_OPTION'],
    [{ scheduler: 'asha', numSamples: 1.5 }, 'INVALID_OPTION'],
    [{ scheduler: 'asha', numSamples: 1, secondsPerUnit: 0 }, 'INVALID_OPTION'],
    [{ scheduler: 'asha', numSamples: 1, seconds: 0 }, 'UNKNOWN_OPTION'],
    [{ scheduler: 3, numSamples: 1 }, 'INVALID_OPTION'],
    [
      {
        scheduler: { name: 'mine', create: () => new FIFOScheduler().create() },
        numSamples: 1,
      },
      'NO_PLAN',
    ],
  ])('refuses %o', (options, code) => {
    expect(() => plan(options as never)).toThrow(expect.objectContaining({ code }))
  })
})
