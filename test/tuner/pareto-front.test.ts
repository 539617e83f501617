import { describe, expect, it } from 'vitest'
import { report, Tuner, uniform } from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { ResultGrid, TuneConfig } from '../../src/index.ts'

const storagePath = tempFolder()
let count = 0

/** `loss` and `speed` pull at x; y does harm to both. Every fifth trial fails. */
function study(tuneConfig: TuneConfig): Promise<ResultGrid<{ x: number; y: number }>> {
  let started = 0
  return new Tuner(
    async ({ x, y }: { x: number; y: number }) => {
      started += 1
      if (started % 5 === 0) throw new Error('no luck')
      // The better first report does not count: what a trial ends with stands for it.
      await report({ loss: -1, speed: 9, size: 3 })
      await report({ loss: x + y, speed: x - y, size: 3 })
    },
    {
      paramSpace: { x: uniform(0, 1), y: uniform(0, 1) },
      tuneConfig: { numSamples: 30, maxConcurrentTrials: 1, seed: 1, ...tuneConfig },
      runConfig: { storagePath, name: `study-${count++}`, verbose: 0 },
    },
  ).fit()
}

const SEVERAL = { metric: ['loss', 'speed'], mode: ['min', 'max'] } as const

describe('the results of a study with several metrics', () => {
  it('have a front of best compromises and its hypervolume', async () => {
    const results = await study({ ...SEVERAL, searchAlg: 'nsga2' })
    const front = results.getParetoFront()
    expect(results.numErrors).toBe(6)
    const ended = [...results].filter(({ error }) => error === undefined)
    for (const result of ended) {
      const beaten = ended.some(
        ({ config: { x, y } }) =>
          x + y < result.config.x + result.config.y && x - y > result.config.x - result.config.y,
      )
      expect(front.includes(result)).toBe(!beaten)
    }
    const single = results.getParetoFront([{ metric: 'loss', mode: 'min' }])
    expect(single).toEqual([results.getBestResult('loss')])
    expect(results.hypervolume([2, -1])).toBeGreaterThan(results.hypervolume([1, 0]))
    const [best] = single
    expect(results.hypervolume([2], [{ metric: 'loss', mode: 'min' }])).toBeCloseTo(
      2 - (best?.metrics?.['loss'] as number),
    )
    expect(results.hypervolume([-5, 5])).toBe(0)
  })

  it('have no best trial until a metric is named', async () => {
    const results = await study({ ...SEVERAL, numSamples: 4 })
    const refused = (message: string): unknown =>
      expect.objectContaining({
        code: 'METRIC_REQUIRED',
        message: expect.stringContaining(message) as string,
      })
    expect(() => results.getBestResult()).toThrow(
      refused('loss, speed. Name the one to compare by'),
    )
    expect(() => results.getBestResult()).toThrow(refused('getParetoFront()'))
    expect(() => results.getBestResult('size')).toThrow(refused("getBestResult('size', 'min')"))
    const byLoss = results.getBestResult('loss', 'min')
    const bySpeed = results.getBestResult('speed', 'max')
    expect(results.getBestResult('loss')).toBe(byLoss)
    expect(results.getBestResult('speed')).toBe(bySpeed)
    expect(results.getBestResult('size', 'max').metrics?.['size']).toBe(3)
    expect(() => results.hypervolume([1])).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    )
  })

  it('of one metric have a front too, of none they do not', async () => {
    const one = await study({ metric: 'loss', mode: 'min', numSamples: 4 })
    expect(one.getParetoFront()).toEqual([one.getBestResult()])
    const none = await study({ numSamples: 4 })
    expect(() => none.getParetoFront()).toThrow(
      expect.objectContaining({ code: 'METRIC_REQUIRED' }),
    )
    expect(none.getParetoFront([{ metric: 'loss', mode: 'min' }])).toHaveLength(1)
  })
})
