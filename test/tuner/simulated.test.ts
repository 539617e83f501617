import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Tuner } from '../../src/tuner/tuner.ts'
import { ASHAScheduler } from '../../src/schedule/asha/asha.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { simulated } from '../../src/simulate/curve.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
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

  it('writes each result of a population beside the config that it came from', async () => {
    const echo = simulated(function* ({ x }: { x: number }, { iteration }) {
      for (let epoch = iteration + 1; epoch <= 12; epoch++) {
        yield { seconds: 1, metrics: { loss: x - epoch / 10, used: x } }
      }
    })
    const scheduler = new PopulationBasedTraining({
      timeAttr: 'training_iteration',
      perturbationInterval: 3,
      hyperparamMutations: { x: uniform(0, 9) },
    })
    const options = {
      paramSpace: { x: gridSearch([1, 2, 3, 9]) },
      tuneConfig: { metric: 'loss', mode: 'min', maxConcurrentTrials: 2, scheduler, seed: 1 },
      runConfig: { storagePath: tempFolder(), verbose: 0 },
    } as const
    const results = await new Tuner(echo, options).fit()
    const dir = results.experimentPath
    const lines = [...results].flatMap(({ path }) =>
      readFileSync(join(path, 'result.json'), 'utf8').trim().split('\n'),
    )
    const rows = lines.map((line) => JSON.parse(line) as { used: number; config: { x: number } })
    expect(rows.map(({ config }) => config.x)).toEqual(rows.map(({ used }) => used))
    expect(new Set(rows.map(({ used }) => used)).size).toBeGreaterThan(4)
    const log = readFileSync(join(dir, 'pbt_global.txt'), 'utf8').trim().split('\n')
    expect(log.length).toBeGreaterThan(0)
    expect(JSON.parse(log[0] as string)).toHaveLength(6)

    // The same from what is stored.
    for (const { path } of results) rmSync(join(path, 'result.json'))
    rmSync(join(dir, 'pbt_global.txt'))
    await Tuner.restore(dir, echo).fit()
    const again = [...results].flatMap(({ path }) =>
      existsSync(join(path, 'result.json'))
        ? readFileSync(join(path, 'result.json'), 'utf8').trim().split('\n')
        : [],
    )
    expect(again.length).toBeGreaterThan(0)
    for (const line of again) expect(lines).toContain(line)
    expect(readFileSync(join(dir, 'pbt_global.txt'), 'utf8').trim().split('\n')).toEqual(log)
  })
})
