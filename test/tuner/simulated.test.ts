import { describe, expect, it } from 'vitest'
import { Tuner } from '../../src/tuner/tuner.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { uniform } from '../../src/space/uniform.ts'
import { tempFolder } from '../support/temp-folder.ts'

describe('a Tuner on simulated trials', () => {
  const curve = simulated(function* ({ x }: { x: number }, { iteration }) {
    for (let epoch = iteration + 1; epoch <= 27; epoch++) {
      yield { seconds: 600, metrics: { loss: x + 1 / epoch } }
    }
  })

  it('runs hours in a moment, with all else as it always is', async () => {
    const storagePath = tempFolder()
    const results = await new Tuner(curve, {
      paramSpace: { x: uniform(0, 1) },
      tuneConfig: {
        metric: 'loss',
        mode: 'min',
        numSamples: 12,
        maxConcurrentTrials: 4,
        seed: 3,
        scheduler: new ASHAScheduler({ maxT: 27, reductionFactor: 3, variant: 'promote' }),
      },
      runConfig: { storagePath, verbose: 0, checkpointConfig: { numToKeep: 1 } },
    }).fit()
    expect([...results].map(({ status }) => status)).toEqual(Array<string>(12).fill('TERMINATED'))
    const best = results.getBestResult()
    expect(best.config.x).toBe(Math.min(...[...results].map(({ config }) => config.x)))
    expect(best.metrics?.['time_total_s']).toBeGreaterThan(3600)
    expect(best.metricsDataframe.length).toBe(best.metrics?.['training_iteration'])
    expect(best.checkpoint).toBeDefined()
  })
})
