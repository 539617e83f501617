import { describe, expect, it } from 'vitest'
import { createSearch } from '../../src/search/create-search.ts'
import { GPSearch } from '../../src/search/gp/gp.ts'
import { TPESearch } from '../../src/search/tpe/tpe.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { uniform } from '../../src/space/uniform.ts'
import { Tuner } from '../../src/tuner/tuner.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Searcher } from '../../src/search/searcher.ts'
import type { TuneConfig } from '../../src/tuner/options.ts'

const storagePath = tempFolder()
const space = { x: uniform(-2, 2), lr: loguniform(1e-4, 1) }
type Point = { readonly x: number; readonly lr: number }

const lossOf = ({ x, lr }: Point): number => (x - 0.5) ** 2 + (Math.log10(lr) + 2) ** 2

/** More than the 6 at which a GP starts to think. */
const TRIALS = 12

let count = 0

async function study(
  tuneConfig: TuneConfig,
  trials = TRIALS,
): Promise<{ path: string; configs: Point[] }> {
  const tuner = new Tuner((config: Point) => ({ loss: lossOf(config) }), {
    paramSpace: space,
    tuneConfig: {
      metric: 'loss',
      mode: 'min',
      numSamples: trials,
      maxConcurrentTrials: 1,
      seed: 3,
      ...tuneConfig,
    },
    runConfig: { storagePath, name: `study-${count++}`, verbose: 0 },
  })
  const results = await tuner.fit()
  return { path: results.experimentPath, configs: [...results].map(({ config }) => config) }
}

function asked(searcher: Searcher): Point[] {
  const search = createSearch(space, {
    metric: 'loss',
    mode: 'min',
    algorithm: searcher,
    seed: 3,
    numSamples: TRIALS,
  })
  return Array.from({ length: TRIALS }, () => {
    const { id, config } = search.ask()
    search.tell(id, { loss: lossOf(config) })
    return config
  })
}

describe('a search that thinks in a thread', () => {
  it('suggests what it would suggest here', async () => {
    const { configs } = await study({ searchAlg: 'gp' })
    expect(configs).toEqual(asked(new GPSearch()))
  })

  it('computes constraints that are code here', async () => {
    const searchAlg = new GPSearch({ constraints: ({ loss }) => [1 - Number(loss)] })
    expect((await study({ searchAlg })).configs).toEqual(asked(searchAlg))
  })

  it('goes on after a restore as it would have', async () => {
    const { path, configs } = await study({ searchAlg: 'gp' }, 9)
    const restored = await Tuner.restore(path, (config: Point) => ({ loss: lossOf(config) }), {
      tuneConfig: { numSamples: TRIALS },
    }).fit()
    const all = [...restored].map(({ config }) => config)
    expect(all.slice(0, 9)).toEqual(configs)
    expect(all).toEqual(asked(new GPSearch()))
  })

  it('is asked here where it holds code that cannot be sent', async () => {
    const searchAlg = new TPESearch({ gamma: () => 2, nStartupTrials: 5 })
    expect((await study({ searchAlg })).configs).toEqual(asked(searchAlg))
  })

  it('is asked here where the thread cannot be', async () => {
    const gp = new GPSearch()
    const own: Searcher = {
      name: 'of my own',
      create: (setup) => gp.create(setup),
      toJSON: () => ({ name: 'of my own', options: {} }),
    }
    expect((await study({ searchAlg: own })).configs).toEqual(asked(gp))
  })

  it.each([2, 4, 16])(
    'suggests different configs for %i slots, and no more than asked',
    async (slots) => {
      const { configs } = await study({ searchAlg: 'gp', maxConcurrentTrials: slots }, 30)
      expect(configs).toHaveLength(30)
      expect(new Set(configs.map((config) => JSON.stringify(config))).size).toBe(30)
    },
  )
})
