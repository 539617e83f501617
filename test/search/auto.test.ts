import { describe, expect, it } from 'vitest'
import { choose, SCARCE } from '../../src/search/auto/choose.ts'
import { createSearch } from '../../src/search/create-search.ts'
import { choice } from '../../src/space/choice.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { EarlierTrial } from '../../src/search/model-options.ts'

const PLAIN = {
  parameters: 5,
  isConditional: false,
  categories: 0,
  objectives: 1,
  isConstrained: false,
  finished: 0,
}

describe('the choice', () => {
  it.each([
    ['gp', {}],
    ['gp', { isConditional: true }],
    ['gp', { categories: 4, isConstrained: true }],
    ['gp', { objectives: 2 }],
    ['gp', { finished: SCARCE - 1 }],
    ['tpe', { parameters: 51 }],
    ['tpe', { categories: 51 }],
    ['cma-es', { finished: SCARCE }],
    ['cma-es', { finished: SCARCE, parameters: 51 }],
    ['tpe', { finished: SCARCE, categories: 4 }],
    ['tpe', { finished: SCARCE, isConditional: true }],
    ['tpe', { finished: SCARCE, isConstrained: true }],
    ['nsga2', { finished: SCARCE, objectives: 2 }],
    ['nsga2', { finished: SCARCE, objectives: 2, isConditional: true }],
  ] as const)('is %s for %j', (algorithm, situation) => {
    const chosen = choose({ ...PLAIN, ...situation })
    expect(chosen.algorithm).toBe(algorithm)
    expect(chosen.why).toMatch(/^\S.*\S$/)
  })
})

const space = { x: uniform(0, 1), y: uniform(0, 1) }
const lossOf = ({ x, y }: { x: number; y: number }): number => (x - 0.8) ** 2 + (y - 0.3) ** 2

function earlier(count: number): EarlierTrial[] {
  return Array.from({ length: count }, (_, i) => {
    const config = { x: (i * 0.618) % 1, y: (i * 0.755) % 1 }
    return { config, metrics: { loss: lossOf(config) } }
  })
}

function searchAfter(count: number) {
  const algorithm = { name: 'auto', warmStart: earlier(count) }
  return createSearch(space, { metric: 'loss', mode: 'min', algorithm, seed: 1 })
}

describe('auto', () => {
  it('says what it goes by, and hands over to CMA-ES when trials abound', () => {
    const search = searchAfter(SCARCE - 1)
    search.ask()
    expect(search.remarks).toEqual([expect.stringContaining('auto goes by gp (fewer than 250')])
    search.tell('0', { loss: 1 })
    search.ask()
    expect(search.remarks.at(-1)).toContain('auto goes by cma-es (250 trials or more')
  })

  it('begins from what was tried before', () => {
    const search = searchAfter(300)
    const configs = search.askMany(10).map(({ config }) => config)
    for (const { x, y } of configs) expect(Math.hypot(x - 0.8, y - 0.3)).toBeLessThan(0.35)
  })

  it('proposes what the algorithm it has chosen would propose', () => {
    const options = { metric: 'loss', mode: 'min', seed: 4 } as const
    const both = [
      createSearch(space, { ...options, algorithm: 'auto' }),
      createSearch(space, { ...options, algorithm: 'gp' }),
    ]
    const [first, second] = both.map((search) =>
      Array.from({ length: 12 }, () => {
        const { id, config } = search.ask()
        search.tell(id, { loss: lossOf(config) })
        return config
      }),
    )
    expect(first).toEqual(second)
  })

  it('pursues several metrics, then by NSGA-II', () => {
    const warmStart = earlier(SCARCE).map(({ config, metrics }) => ({
      config,
      metrics: { ...metrics, x: (config as { x: number }).x },
    }))
    const search = createSearch(
      { ...space, c: choice(['a', 'b']) },
      {
        metric: ['loss', 'x'],
        mode: ['min', 'max'],
        algorithm: {
          name: 'auto',
          warmStart: warmStart.map((trial) => ({
            ...trial,
            config: { ...(trial.config as object), c: 'a' },
          })),
        },
      },
    )
    search.ask()
    expect(search.remarks).toEqual([expect.stringContaining('auto goes by nsga2')])
  })
})
