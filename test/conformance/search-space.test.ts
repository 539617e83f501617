import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import {
  BasicVariantGenerator,
  type BasicVariantGeneratorOptions,
} from '../../src/search/variants.ts'
import type { VariantSearch } from '../../src/search/variant-search.ts'
import { choice } from '../../src/space/choice.ts'
import type { Domain } from '../../src/space/domain.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qlograndint } from '../../src/space/qlograndint.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'

/** What Ray Tune's own tests of variants and samplers expect, in our words. */

function search(
  paramSpace: unknown,
  numSamples: number,
  options: BasicVariantGeneratorOptions = {},
): VariantSearch {
  return new BasicVariantGenerator(options).create({
    space: compileSpace(paramSpace),
    metric: undefined,
    mode: 'max',
    random: Random.fromSeed(1234),
    numSamples,
  })
}

function variants(
  paramSpace: unknown,
  numSamples = 1,
  options: BasicVariantGeneratorOptions = {},
): { config: Record<string, unknown>; params: Readonly<Record<string, unknown>> }[] {
  const { suggestions } = search(paramSpace, numSamples, options).ask(10_000)
  return suggestions.map(({ config, params }) => ({
    config: config as Record<string, unknown>,
    params,
  }))
}

describe('grid search', () => {
  it('two grids and a constant: six configs in order, the params without the constant', () => {
    const found = variants({
      bar: gridSearch([true, false]),
      foo: gridSearch([1, 2, 3]),
      baz: 'asd',
    })
    expect(found.map(({ config }) => config)).toEqual(
      [1, 2, 3].flatMap((foo) => [true, false].map((bar) => ({ bar, foo, baz: 'asd' }))),
    )
    expect(found.map(({ params }) => params)).toEqual(
      [1, 2, 3].flatMap((foo) => [true, false].map((bar) => ({ bar, foo }))),
    )
  })
})

describe('dependent values', () => {
  it('a chain: x = 1, y = x + 1, z = y + 1', () => {
    const [only] = variants({
      x: 1,
      y: sampleFrom((config) => config.x + 1),
      z: sampleFrom((config) => config.y + 1),
    })
    expect(only).toEqual({ config: { x: 1, y: 2, z: 3 }, params: { y: 2, z: 3 } })
  })

  it('written in the wrong order', () => {
    const [only] = variants({
      z: sampleFrom((config) => config.y + 1),
      y: sampleFrom((config) => config.x + 1),
      x: 1,
    })
    expect(only?.config).toEqual({ x: 1, y: 2, z: 3 })
  })

  it('of a grid', () => {
    const found = variants({ x: gridSearch([1, 2]), y: sampleFrom((config) => config.x * 100) })
    expect(found.map(({ config }) => config['y'])).toEqual([100, 200])
  })

  it('on a grid', () => {
    const found = variants({
      x: gridSearch([
        sampleFrom((config) => config.y * 100),
        sampleFrom((config) => config.y * 200),
      ]),
      y: 1,
    })
    expect(found.map(({ config }) => config['x'])).toEqual([100, 200])
  })

  it('nested, named by flat paths', () => {
    const [only] = variants({
      x: { y: { z: sampleFrom(() => 1) } },
      y: sampleFrom((config) => config.x.y.z * 100),
      z: sampleFrom(({ x, y }) => x.y.z * 100 + y),
    })
    expect(only).toEqual({
      config: { x: { y: { z: 1 } }, y: 100, z: 200 },
      params: { 'x/y/z': 1, y: 100, z: 200 },
    })
  })

  it('of itself: an error', () => {
    const ask = (): unknown => variants({ foo: sampleFrom((config) => config.foo) })
    expect(ask).toThrow(ConfigurationError)
    expect(ask).toThrow('`foo` recursively depends on')
  })
})

describe('points to evaluate', () => {
  const paramSpace = {
    grid_1: gridSearch(['a', 'b', 'c', 'd']),
    grid_2: gridSearch(['x', 'y', 'z']),
    nested: {
      random: uniform(2.0, 10.0),
      dependent: sampleFrom((config) => -1.0 * config.nested.random),
    },
  }
  const total = (...pointsToEvaluate: Record<string, unknown>[]): number => {
    const found = search(paramSpace, 6, { pointsToEvaluate })
    expect(found.ask(1000).suggestions).toHaveLength(found.total)
    return found.total
  }

  it('are counted: each stands for one sample, whose grid shrinks by what it fixes', () => {
    expect(total({ grid_1: 'b' })).toBe(3 + 5 * 12)
    expect(total({ grid_2: 'z' })).toBe(4 + 5 * 12)
    expect(total({ grid_1: 'a', grid_2: 'y' })).toBe(1 + 5 * 12)
    expect(total({ nested: { random: 8.0 } })).toBe(12 + 5 * 12)
  })

  it('come in order, fixed where they say so and drawn where they do not', () => {
    const points = [
      { grid_1: 'b' },
      { grid_2: 'z' },
      { grid_1: 'a', grid_2: 'y' },
      { nested: { random: 8.0 } },
    ]
    expect(total(...points)).toBe(44)
    const found = variants(paramSpace, 6, { pointsToEvaluate: points }).map(({ config }) => config)
    for (const config of found.slice(0, 3)) expect(config['grid_1']).toBe('b')
    for (const config of found.slice(3, 7)) expect(config['grid_2']).toBe('z')
    expect(found[7]).toMatchObject({ grid_1: 'a', grid_2: 'y' })
    for (const config of found.slice(8, 20)) {
      expect(config['nested']).toEqual({ random: 8.0, dependent: -8.0 })
    }
    for (const config of found) {
      const { random, dependent } = config['nested'] as { random: number; dependent: number }
      expect(dependent).toBe(-random)
      expect(random).toBeGreaterThanOrEqual(2)
      expect(random).toBeLessThan(10)
    }
    expect(found.slice(20, 32).map((config) => [config['grid_1'], config['grid_2']])).toEqual(
      ['x', 'y', 'z'].flatMap((two) => ['a', 'b', 'c', 'd'].map((one) => [one, two])),
    )
  })

  it('may fix several grids and what is drawn at once', () => {
    const both = { grid_1: 'a', grid_2: 'y', nested: { random: 8.0 } }
    expect(total(both)).toBe(1 + 5 * 12)
    const found = variants(paramSpace, 6, { pointsToEvaluate: [{ grid_1: 'b' }, both] })
    expect(found).toHaveLength(3 + 1 + 4 * 12)
    expect(found[3]?.config).toEqual({
      grid_1: 'a',
      grid_2: 'y',
      nested: { random: 8.0, dependent: -8.0 },
    })
  })

  it('the example of the documentation: six trials', () => {
    const found = variants({ a: gridSearch([1, 2]), b: randint(0, 3) }, 4, {
      pointsToEvaluate: [{ a: 2, b: 2 }, { a: 1 }, { b: 2 }],
    })
    expect(found).toHaveLength(6)
    expect(found[0]?.config).toEqual({ a: 2, b: 2 })
    expect(found[1]?.config['a']).toBe(1)
    expect(found.slice(2, 4).map(({ config }) => config)).toEqual([
      { a: 1, b: 2 },
      { a: 2, b: 2 },
    ])
    expect(found.slice(4).map(({ config }) => config['a'])).toEqual([1, 2])
  })

  it('that differ from a constant are used, with one warning', () => {
    const found = search({ a: 1, b: randint(0, 3) }, 2, {
      pointsToEvaluate: [{ a: 2, b: 1 }, { a: 1 }],
    })
    expect(found.warnings).toEqual([
      'Pre-set value `2` is not equal to the value of parameter `a`: 1',
    ])
    expect(found.ask(1).suggestions[0]?.config).toEqual({ a: 2, b: 1 })
  })
})

describe('constant grid search', () => {
  const paramSpace = {
    grid: gridSearch([1, 2, 3]),
    rand: uniform(0, 1000),
    choice: choice([{ x: uniform(0, 1) }, { x: uniform(0, 1) }]),
  }
  const distinct = (constantGridSearch: boolean, key: string): number[] => {
    const found = variants(paramSpace, 3, { constantGridSearch })
    return [0, 3, 6].map(
      (start) =>
        new Set(found.slice(start, start + 3).map(({ config }) => JSON.stringify(config[key])))
          .size,
    )
  }

  it('on: one draw for each sample; off: one for each cell', () => {
    expect(distinct(true, 'rand')).toEqual([1, 1, 1])
    expect(distinct(true, 'choice')).toEqual([1, 1, 1])
    expect(distinct(false, 'rand')).toEqual([3, 3, 3])
    expect(distinct(false, 'choice')).toEqual([3, 3, 3])
  })
})

describe('bounds over 1,000 samples', () => {
  const draws = (domain: Domain<number>): number[] =>
    variants({ x: domain }, 1000).map(({ config }) => config['x'] as number)
  const every = (from: number, to: number, step = 1): number[] =>
    Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step)
  const distinct = (domain: Domain<number>): number[] =>
    [...new Set(draws(domain))].sort((a, b) => a - b)

  it.each<[string, Domain<number>, number, number]>([
    ['uniform(-5, -1)', uniform(-5, -1), -5, -1],
    ['loguniform(1e-4, 1e-2)', loguniform(1e-4, 1e-2), 1e-4, 1e-2],
  ])('%s stays inside, and near both ends', (_, domain, lower, upper) => {
    const found = draws(domain)
    const [least, most] = [Math.min(...found), Math.max(...found)]
    expect(least).toBeGreaterThanOrEqual(lower)
    expect(most).toBeLessThan(upper)
    expect(least).toBeLessThan(lower + 0.05 * (upper - lower))
    expect(most).toBeGreaterThan(upper - 0.05 * (upper - lower))
  })

  it.each<[string, Domain<number>, readonly number[]]>([
    [
      'quniform(3.2, 5.4, 0.2)',
      quniform(3.2, 5.4, 0.2),
      [3.2, 3.4, 3.6, 3.8, 4, 4.2, 4.4, 4.6, 4.8, 5, 5.2, 5.4],
    ],
    ['randint(-9, 15)', randint(-9, 15), every(-9, 14)],
    ['lograndint(1, 10)', lograndint(1, 10), every(1, 9)],
    ['qrandint(-21, 12, 3)', qrandint(-21, 12, 3), every(-21, 12, 3)],
    ['qlograndint(2, 20, 2)', qlograndint(2, 20, 2), every(2, 20, 2)],
    ['qrandint(1, 5, 1)', qrandint(1, 5, 1), every(1, 4)],
  ])('%s gives each of its values', (_, domain, values) => {
    expect(distinct(domain)).toEqual(values)
  })

  it('the same seed gives the same sequence', () => {
    expect(draws(uniform(0, 1))).toEqual(draws(uniform(0, 1)))
  })
})

describe('errors', () => {
  it.each<[string, () => unknown]>([
    ['a step that does not divide 1e-4', () => quniform(1e-4, 1e-1, 5e-4)],
    ['a step that does not divide 32', () => quniform(0, 32, 3)],
    ['a logarithm of a negative number', () => loguniform(-1e-4, 1e-2)],
    ['a logarithm of a negative whole number', () => lograndint(-1, 10)],
    [
      'a function that needs two arguments more',
      () => sampleFrom(((a: unknown, b: unknown, c: unknown) => [a, b, c]) as never),
    ],
  ])('%s', (_, make) => {
    expect(make).toThrow(ConfigurationError)
  })
})
