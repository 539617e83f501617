import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { PB2Explorer } from '../../src/schedule/pb2/pb2-explorer.ts'
import { readBounds } from '../../src/schedule/pb2/read-bounds.ts'
import { choice } from '../../src/space/choice.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { randint } from '../../src/space/randint.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { PB2Bounds } from '../../src/schedule/pb2/pb2.ts'
import type { PB2ExplorerOptions } from '../../src/schedule/pb2/pb2-explorer.ts'

type Config = Readonly<Record<string, unknown>>

function explorerOf(
  bounds: PB2Bounds,
  options: Omit<PB2ExplorerOptions, 'tunables'> = {},
): PB2Explorer {
  return new PB2Explorer({ tunables: readBounds('PB2', bounds).tunables, ...options })
}

/** Two looks at each config. */
function show(
  explorer: PB2Explorer,
  configs: readonly Config[],
  gain = (i: number): number => i,
): void {
  for (const [i, config] of configs.entries()) {
    explorer.observe({ trial: `t${i}`, time: 1, score: 0, config })
    explorer.observe({ trial: `t${i}`, time: 2, score: gain(i), config })
  }
}

function explore(explorer: PB2Explorer, config: Config, seed = 1, trial = 'copy'): Config {
  return explorer.explore({
    trial,
    parent: { trial: 't0', time: 2, score: 1, config },
    random: Random.fromSeed(seed),
  }).config as Config
}

describe('PB2 fills in', () => {
  interface Filled {
    readonly lr: number
    readonly drop: number
    readonly opt: { readonly name: string; readonly layers: number }
  }
  const bounds: PB2Bounds = {
    lr: loguniform(1e-4, 1),
    drop: [0, 0.5],
    'opt/name': ['adam', 'sgd'],
    opt: { layers: randint(1, 5) },
  }

  it('what a config lacks, and leaves the rest', () => {
    const config = { opt: { name: 'lion', seed: 3 }, drop: null, other: [1] }
    const before = structuredClone(config)
    const filled = explorerOf(bounds).completeConfig(config, Random.fromSeed(1)) as Config
    expect(filled).toEqual({
      opt: { name: 'lion', seed: 3, layers: expect.any(Number) },
      drop: null,
      other: [1],
      lr: expect.any(Number),
    })
    expect(config).toEqual(before)
  })

  it('evenly on the scale of each', () => {
    const explorer = explorerOf(bounds)
    const all = Array.from(
      { length: 2000 },
      (_, seed) => explorer.completeConfig({}, Random.fromSeed(seed)) as Filled,
    )
    const share = (test: (config: Filled) => boolean): number =>
      all.filter(test).length / all.length
    expect(share(({ lr }) => lr < 0.01)).toBeCloseTo(0.5, 1)
    expect(share(({ drop }) => drop < 0.25)).toBeCloseTo(0.5, 1)
    expect(share(({ opt }) => opt.name === 'sgd')).toBeCloseTo(0.5, 1)
    expect(new Set(all.map(({ opt }) => opt.layers))).toEqual(new Set([1, 2, 3, 4]))
  })

  it('the same whether bounds are nested or flat, and whatever else there is', () => {
    const complete = (bounds: PB2Bounds, config: unknown): unknown =>
      explorerOf(bounds).completeConfig(config, Random.fromSeed(5))
    const nested = complete({ a: { b: [0, 1] } }, { x: 1 })
    expect(complete({ 'a/b': [0, 1] }, { x: 1 })).toEqual(nested)
    expect(complete({ z: [0, 1], a: { b: [0, 1] } }, { x: 1, z: 1 })).toEqual({
      ...(nested as object),
      z: 1,
    })
  })

  it('nothing where the config has something else on the way', () => {
    expect(() =>
      explorerOf({ a: { b: [0, 1] } }).completeConfig({ a: 3 }, Random.fromSeed(1)),
    ).toThrow('PB2: hyperparamBounds name a/b, but a is 3')
  })
})

describe('PB2 explores', () => {
  it('by drawing while nothing has been learnt', () => {
    const explorer = explorerOf({ a: [0, 1], b: { c: [1, 2] } })
    const parent = { a: 0.5, b: { c: 1.5, d: 'kept' }, e: [1] }
    const { config, operations } = explorer.explore({
      trial: 'x',
      parent: { trial: 't0', time: 2, score: 1, config: parent },
      random: Random.fromSeed(1),
    })
    expect(operations).toEqual({ a: 'drawn', 'b/c': 'drawn' })
    expect(config).toEqual({
      a: expect.any(Number),
      b: { c: expect.any(Number), d: 'kept' },
      e: [1],
    })
    expect((config as { a: number }).a).not.toBe(0.5)
    expect(parent).toEqual({ a: 0.5, b: { c: 1.5, d: 'kept' }, e: [1] })
    expect((config as { e: unknown }).e).not.toBe(parent.e)
  })

  it('where the gain was largest once something has', () => {
    const explorer = explorerOf({ a: [0, 1] }, { kappa: 0 })
    const at = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    show(
      explorer,
      at.map((a) => ({ a })),
      (i) => -(((at[i] as number) - 0.7) ** 2),
    )
    for (const seed of [1, 2, 3]) {
      expect(explore(explorer, { a: 0.2 }, seed)['a']).toBeCloseTo(0.7, 1)
    }
  })

  it('the same again with the same stream, and something else with another', () => {
    const make = (): PB2Explorer => {
      const explorer = explorerOf({ a: [0, 1], b: [0, 1] })
      show(explorer, [
        { a: 0.1, b: 0.3 },
        { a: 0.8, b: 0.4 },
      ])
      return explorer
    }
    const parent = { a: 0.1, b: 0.3 }
    expect(explore(make(), parent, 3)).toEqual(explore(make(), parent, 3))
    const empty = explorerOf({ a: [0, 1] })
    expect(explore(empty, { a: 0.1 }, 1)).not.toEqual(explore(empty, { a: 0.1 }, 2))
  })

  it('elsewhere for the second copy of a round', () => {
    const explorer = explorerOf({ a: [0, 1], b: [0, 1] }, { kappa: 3 })
    show(explorer, [
      { a: 0.1, b: 0.3 },
      { a: 0.8, b: 0.4 },
      { a: 0.5, b: 0.5 },
    ])
    const [one, two, three] = ['x', 'y', 'z'].map((trial) =>
      explore(explorer, { a: 0.1, b: 0.3 }, 1, trial),
    ) as [Config, Config, Config]
    const distance = (p: Config, q: Config): number =>
      Math.hypot(...['a', 'b'].map((key) => (p[key] as number) - (q[key] as number)))
    expect(distance(one, two)).toBeGreaterThan(0.1)
    expect(distance(one, three)).toBeGreaterThan(0.1)
    expect(distance(two, three)).toBeGreaterThan(0.1)
  })

  it('within bounds, on the grid, among the options, whatever it has seen', () => {
    const bounds: PB2Bounds = {
      lr: loguniform(1e-5, 1e-1),
      layers: randint(1, 9),
      batch: qrandint(16, 64, 16),
      name: ['a', { deep: [1] }, null],
      width: choice([32, 64, 128]),
      drop: [-0.3, 0.3],
    }
    const explorer = explorerOf(bounds)
    for (let seed = 0; seed < 30; seed++) {
      const parent = explorer.completeConfig({}, Random.fromSeed(seed)) as Config
      const config = explore(explorer, parent, seed, `t${seed}`)
      const { lr, layers, batch, name, width, drop } = config as Record<
        'lr' | 'layers' | 'drop',
        number
      > &
        Config
      expect(lr >= 1e-5 && lr <= 1e-1).toBe(true)
      expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(layers)
      expect([16, 32, 48, 64]).toContain(batch)
      expect(['a', { deep: [1] }, null]).toContainEqual(name)
      expect([32, 64, 128]).toContain(width)
      expect(drop >= -0.3 && drop <= 0.3).toBe(true)
      explorer.observe({ trial: `t${seed}`, time: seed, score: seed, config })
      explorer.observe({ trial: `t${seed}`, time: seed + 1, score: layers, config })
    }
    expect(explorer.learnt).toBe(30)
  })

  it('is not led astray by scores that are not finite', () => {
    const configs = [0.1, 0.3, 0.5, 0.7, 0.9].map((a) => ({ a }))
    const gain = (i: number): number => -(((configs[i]?.a as number) - 0.3) ** 2)
    const calm = explorerOf({ a: [0, 1] })
    show(calm, configs, gain)
    const stormy = explorerOf({ a: [0, 1] })
    for (const [i, odd] of [Number.NaN, Infinity, -Infinity, Number.NaN].entries()) {
      stormy.observe({ trial: `odd${i}`, time: 1, score: 0, config: { a: 0.9 } })
      stormy.observe({ trial: `odd${i}`, time: 2, score: odd, config: { a: 0.9 } })
      stormy.observe({ trial: `odd${i}`, time: 3, score: 1, config: { a: 0.9 } })
    }
    show(stormy, configs, gain)
    expect(stormy.learnt).toBe(calm.learnt)
    expect(explore(stormy, { a: 0.1 })).toEqual(explore(calm, { a: 0.1 }))
  })

  it('from a parent whose score is not finite, too', () => {
    for (const score of [Number.NaN, Infinity, -Infinity, 1e308]) {
      const explorer = explorerOf({ a: [0, 1] })
      show(explorer, [{ a: 0.1 }, { a: 0.8 }, { a: 0.5 }])
      const { config } = explorer.explore({
        trial: 'x',
        parent: { trial: 't0', time: 2, score, config: { a: 0.1 } },
        random: Random.fromSeed(1),
      })
      const { a } = config as { a: number }
      expect(a >= 0 && a <= 1).toBe(true)
    }
  })

  it('takes a parent beyond all that was seen for the furthest of it', () => {
    const explorer = explorerOf({ a: [0, 1] })
    show(
      explorer,
      [0.1, 0.8, 0.5, 0.3, 0.9].map((a) => ({ a })),
      (i) => Math.sin(7 * i),
    )
    for (const [i, a] of [0.2, 0.6].entries()) {
      explorer.observe({ trial: `t${i}`, time: 9, score: 4, config: { a } })
      explorer.observe({ trial: `t${i}`, time: 10, score: 5 + i, config: { a } })
    }
    const from = (time: number, score: number): unknown =>
      explorer.explore({
        trial: 'x',
        parent: { trial: 't0', time, score, config: { a: 0.1 } },
        random: Random.fromSeed(1),
      }).config
    expect(from(1e6, 1e6)).toEqual(from(10, 4))
    expect(from(-1e6, -1e6)).toEqual(from(2, 0))
    expect(from(10, 4)).not.toEqual(from(2, 0))
  })

  it('by all that it has been shown, also since the last time', () => {
    const explorer = explorerOf({ a: [0, 1] }, { kappa: 0 })
    const at = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    const configs = at.map((a) => ({ a }))
    show(explorer, configs, (i) => i)
    expect(explore(explorer, { a: 0.2 })['a']).toBeGreaterThan(0.9)
    show(explorer, configs, (i) => -100 * i)
    expect(explore(explorer, { a: 0.2 })['a']).toBeLessThan(0.1)
  })

  it('lets customExplore have the last word', () => {
    const explorer = explorerOf(
      { a: [0, 1] },
      { customExplore: (config) => ({ ...config, b: config.a * 2 }) },
    )
    const { config, operations } = explorer.explore({
      trial: 'x',
      parent: { trial: 't0', time: 2, score: 1, config: { a: 0.5 } },
      random: Random.fromSeed(1),
    })
    const { a, b } = config as { a: number; b: number }
    expect(b).toBe(a * 2)
    expect(operations).toEqual({ a: 'drawn', b: 'customExplore' })
    const broken = explorerOf({ a: [0, 1] }, { customExplore: () => undefined })
    expect(() => explore(broken, { a: 0.5 })).toThrow('customExplore')
  })

  it('learns of a copy under the config that it was given in fact', () => {
    const explorer = explorerOf({ a: [0, 1] })
    show(explorer, [{ a: 0.1 }, { a: 0.8 }])
    explore(explorer, { a: 0.8 })
    explorer.adopt('copy', 't1', { a: 0.25 })
    explorer.observe({ trial: 'copy', time: 3, score: 5, config: { a: 0.25 } })
    expect(explorer.learnt).toBe(3)
  })
})

describe('whole numbers', () => {
  /** Values that copies get in 20 explorations. */
  const copies = (
    explorer: PB2Explorer,
    old: unknown,
    parent: Config = { n: old },
  ): readonly number[] =>
    Array.from({ length: 20 }, (_, seed) => explore(explorer, parent, seed)['n'] as number)

  it('stay whole between whole bounds, and reach both', () => {
    const values = copies(explorerOf({ n: [1, 4] }), 2)
    expect(new Set(values)).toEqual(new Set([1, 2, 3, 4]))
  })

  it.each([
    ['a fraction was seen', { n: [1, 4] }, 2.5, {}],
    ['a bound is a fraction', { n: [1, 4.5] }, 2, {}],
    ['nothing lies between the bounds', { n: [1, 2] }, 2, {}],
    ['the domain says so', { n: uniform(1, 4) }, 2, {}],
    ['the space says so', { n: [1, 4] }, 2, { space: compileSpace({ n: uniform(0, 9) }) }],
  ] as const)('may become fractions where %s', (_, bounds, old, options) => {
    const explorer = explorerOf(bounds, options)
    explorer.meet({ n: old })
    expect(copies(explorer, 2).some((value) => !Number.isInteger(value))).toBe(true)
  })

  it('stay fractions after one that happened to be whole', () => {
    const explorer = explorerOf({ n: [0, 10] })
    explorer.observe({ trial: 'a', time: 1, score: 1, config: { n: 2.5 } })
    explorer.observe({ trial: 'a', time: 2, score: 1, config: { n: 10 } })
    expect(copies(explorer, 10).some((value) => !Number.isInteger(value))).toBe(true)
  })
})
