import { describe, expect, it } from 'vitest'
import {
  ASHAScheduler,
  BOHBSearch,
  HyperBandScheduler,
  report,
  Tuner,
  uniform,
} from '../../src/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { TuneConfig } from '../../src/index.ts'

const storagePath = tempFolder()
let count = 0

function tuner(tuneConfig: TuneConfig, metrics: (x: number) => Record<string, number>) {
  return new Tuner(
    async ({ x }: { x: number }) => {
      await report(metrics(x))
    },
    {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: { numSamples: 6, seed: 1, ...tuneConfig },
      runConfig: { storagePath, name: `study-${count++}`, verbose: 0 },
    },
  )
}

const both = (x: number): Record<string, number> => ({ loss: x, latency: 1 - x })
const several = { metric: ['loss', 'latency'], mode: ['min', 'min'] } as const

describe('a study with several metrics', () => {
  it('runs, and survives a restore', async () => {
    const first = tuner(several, both)
    const results = await first.fit()
    expect(results.numTerminated).toBe(6)
    const restored = await Tuner.restore(
      results.experimentPath,
      async ({ x }: { x: number }) => {
        await report(both(x))
      },
      { tuneConfig: { numSamples: 8 } },
    ).fit()
    expect(restored.numTerminated).toBe(8)
  })

  it('fails a trial that leaves one of them out', async () => {
    const results = await tuner(several, (x) => (x < 0.5 ? { loss: x } : both(x))).fit()
    expect(results.numErrors).toBeGreaterThan(0)
    expect(results.errors[0]).toMatchObject({ code: 'METRIC_MISSING' })
    expect(results.errors[0]?.message).toContain('"latency"')
  })

  it('takes one mode for all of them, and a list of one metric as that metric', async () => {
    expect((await tuner({ ...several, mode: 'max' }, both).fit()).numTerminated).toBe(6)
    const results = await tuner({ metric: ['loss'], mode: ['min'] }, both).fit()
    expect(results.getBestResult().metrics?.['loss']).toBe(
      Math.min(...[...results].map((result) => result.config.x)),
    )
  })

  it('lets a scheduler judge by one of them, or by all', async () => {
    const own = new ASHAScheduler({ metric: 'loss', mode: 'min', maxT: 4 })
    expect((await tuner({ ...several, scheduler: own }, both).fit()).numTerminated).toBe(6)
    const all = new ASHAScheduler({
      objectives: [
        { metric: 'loss', mode: 'min' },
        { metric: 'latency', mode: 'min' },
      ],
    })
    expect((await tuner({ ...several, scheduler: all }, both).fit()).numTerminated).toBe(6)
  })

  it.each([
    [{ metric: ['loss', 'latency'], mode: ['min'] }, 'MODE_REQUIRED', '["min"]'],
    [{ metric: 'loss', mode: ['min', 'max'] }, 'MODE_REQUIRED', 'for each'],
    [{ metric: ['loss', 'latency'] }, 'MODE_REQUIRED', 'for each'],
    [{ metric: ['loss', 'loss'], mode: 'min' }, 'INVALID_OPTION', 'different'],
    [{ metric: [], mode: 'min' }, 'INVALID_OPTION', 'metric'],
    [{ metric: 'loss', mode: ['min', 'low'] }, 'INVALID_OPTION', 'mode'],
    [{ ...several, searchAlg: new BOHBSearch() }, 'SINGLE_OBJECTIVE_ONLY', 'nsga2'],
    [{ ...several, scheduler: new HyperBandScheduler() }, 'METRIC_REQUIRED', 'of its own'],
  ])('refuses %j', (tuneConfig, code, message) => {
    expect(() => tuner(tuneConfig as TuneConfig, both)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    )
  })
})
