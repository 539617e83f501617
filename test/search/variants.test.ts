import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import type { Suggestion } from '../../src/search/searcher.ts'
import {
  BasicVariantGenerator,
  type BasicVariantGeneratorOptions,
} from '../../src/search/variants.ts'
import type { VariantSearch } from '../../src/search/variant-search.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randint } from '../../src/space/randint.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'

interface Setup extends BasicVariantGeneratorOptions {
  readonly numSamples?: number
  readonly seed?: number | string
}

function searchOf(
  paramSpace: unknown,
  { numSamples = 1, seed = 1, ...options }: Setup = {},
): VariantSearch {
  return new BasicVariantGenerator(options).create({
    space: compileSpace(paramSpace),
    metric: undefined,
    mode: 'min',
    random: Random.fromSeed(seed),
    numSamples,
  })
}

function configsOf(paramSpace: unknown, setup: Setup = {}): Record<string, unknown>[] {
  const { suggestions, finished } = searchOf(paramSpace, setup).ask(10_000)
  expect(finished).toBe(true)
  return suggestions.map(({ config }) => config as Record<string, unknown>)
}

/** Adds trials as a tuner does, a few at a time, until there are no more. */
function drain(search: VariantSearch, batch: number): Suggestion[] {
  const all: Suggestion[] = []
  for (;;) {
    const { suggestions, finished } = search.ask(batch)
    for (const suggestion of suggestions) {
      search.onTrialAdded()
      all.push(suggestion)
    }
    if (finished) return all
  }
}

describe('random search', () => {
  const space = { lr: loguniform(1e-4, 1), opt: choice(['adam', 'sgd']), epochs: 10 }

  it('draws numSamples configs, all different', () => {
    const search = searchOf(space, { numSamples: 20 })
    expect(search.total).toBe(20)
    expect(search.adaptive).toBe(false)
    expect(search.warnings).toEqual([])
    const { suggestions, finished } = search.ask(100)
    expect(finished).toBe(true)
    expect(new Set(suggestions.map(({ params }) => params['lr'])).size).toBe(20)
    expect(Object.keys(suggestions[0]?.params ?? {})).toEqual(['lr', 'opt'])
  })

  it('answers the same when asked twice, and moves on when a trial is added', () => {
    const search = searchOf(space, { numSamples: 5 })
    const first = search.ask(2)
    expect(search.ask(2)).toEqual(first)
    expect(search.ask(1).suggestions).toEqual(first.suggestions.slice(0, 1))
    expect(first.finished).toBe(false)
    search.onTrialAdded()
    expect(search.ask(1).suggestions).toEqual(first.suggestions.slice(1))
    expect(search.ask(4).finished).toBe(true)
    expect(search.ask(0)).toEqual({ suggestions: [], finished: false })
  })

  it('gives the same configs however they are asked for', () => {
    const all = drain(searchOf(space, { numSamples: 9 }), 1)
    expect(drain(searchOf(space, { numSamples: 9 }), 4)).toEqual(all)
    expect(searchOf(space, { numSamples: 9 }).ask(9).suggestions).toEqual(all)
    expect(searchOf(space, { numSamples: 9, seed: 2 }).ask(9).suggestions).not.toEqual(all)
  })

  it('gives the same first configs when there will be more', () => {
    const few = searchOf(space, { numSamples: 3 }).ask(3).suggestions
    expect(searchOf(space, { numSamples: 30 }).ask(3).suggestions).toEqual(few)
    expect(searchOf(space, { numSamples: Infinity }).ask(3).suggestions).toEqual(few)
  })

  it('never ends when numSamples is infinite', () => {
    const search = searchOf(space, { numSamples: Infinity })
    expect(search.total).toBe(Infinity)
    for (let i = 0; i < 1000; i++) search.onTrialAdded()
    expect(search.ask(3)).toMatchObject({ finished: false, suggestions: { length: 3 } })
  })

  it('is finished at once without samples', () => {
    expect(searchOf(space, { numSamples: 0 }).ask(3)).toEqual({ suggestions: [], finished: true })
  })

  it('draws the same configs for a seed as it always has', () => {
    // A change here changes every seeded study: it needs a line in the changelog.
    const { suggestions } = searchOf(
      {
        ...space,
        deep: { n: randint(0, 100) },
        g: gridSearch([1, 2]),
        f: sampleFrom((c) => c.g * 10),
      },
      { numSamples: 10, seed: 'snapshot' },
    ).ask(20)
    expect(suggestions.map(({ params }) => params)).toMatchSnapshot()
  })
})

describe('grid search', () => {
  it('repeats the whole grid numSamples times', () => {
    expect(
      configsOf({ b: gridSearch([1, 2]), a: gridSearch(['x', 'y']) }, { numSamples: 2 }),
    ).toEqual([
      { b: 1, a: 'x' },
      { b: 1, a: 'y' },
      { b: 2, a: 'x' },
      { b: 2, a: 'y' },
      { b: 1, a: 'x' },
      { b: 1, a: 'y' },
      { b: 2, a: 'x' },
      { b: 2, a: 'y' },
    ])
  })

  it('draws everything else anew for each cell', () => {
    const configs = configsOf({ g: gridSearch([1, 2, 3]), x: uniform(0, 1) }, { numSamples: 3 })
    expect(new Set(configs.map(({ x }) => x)).size).toBe(9)
  })

  it('starts at once, however large', () => {
    const axes = Array.from({ length: 30 }, () => gridSearch([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
    const search = searchOf({ axes }, { numSamples: 1 })
    expect(search.total / 1e30).toBeCloseTo(1, 12)
    expect(search.ask(2).suggestions.map(({ config }) => config)).toEqual([
      { axes: axes.map(() => 0) },
      { axes: axes.map((_, i) => (i === 0 ? 1 : 0)) },
    ])
  })

  it('goes on without end when numSamples is infinite', () => {
    const search = searchOf({ g: gridSearch([1, 2]) }, { numSamples: Infinity })
    expect(search.ask(5).suggestions.map(({ params }) => params['g'])).toEqual([1, 2, 1, 2, 1])
  })
})

describe('pointsToEvaluate', () => {
  const space = { a: gridSearch([1, 2]), b: randint(0, 100), fixed: 'x' }

  it('come first, each for one of numSamples', () => {
    const configs = configsOf(space, {
      numSamples: 4,
      pointsToEvaluate: [{ a: 2, b: 2 }, { a: 1 }, { b: 7 }],
    })
    expect(configs.map(({ a }) => a)).toEqual([2, 1, 1, 2, 1, 2])
    expect(configs[0]).toEqual({ a: 2, b: 2, fixed: 'x' })
    expect(configs.slice(2, 4).map(({ b }) => b)).toEqual([7, 7])
  })

  it('do not change what later samples draw', () => {
    const plain = configsOf(space, { numSamples: 3 })
    const preset = configsOf(space, { numSamples: 3, pointsToEvaluate: [{ a: 2 }] })
    expect(preset.slice(1)).toEqual(plain.slice(2))
  })

  it('beyond numSamples are left out, with a warning', () => {
    const search = searchOf(space, {
      numSamples: 1,
      pointsToEvaluate: [{ a: 1 }, { a: 2 }, { b: 1 }],
    })
    expect(search.total).toBe(1)
    expect(search.warnings).toEqual([
      'Only the first 1 of 3 points will be tried: each stands for one of numSamples. Set numSamples ' +
        'to 3 or more to try them all.',
    ])
  })

  it('out of range are used, with a warning', () => {
    const search = searchOf(space, {
      numSamples: 2,
      pointsToEvaluate: [{ b: 200 }, { fixed: 'y' }],
    })
    expect(search.warnings).toEqual([
      'Pre-set value `200` is not within valid values of parameter `b`: randint(0, 100)',
      'Pre-set value `"y"` is not equal to the value of parameter `fixed`: "x"',
    ])
    expect(search.ask(1).suggestions[0]?.config).toEqual({ a: 1, b: 200, fixed: 'x' })
  })

  it('may be more than enough for an endless search', () => {
    const search = searchOf(space, { numSamples: Infinity, pointsToEvaluate: [{ a: 1, b: 3 }] })
    expect(search.total).toBe(Infinity)
    expect(search.ask(3).suggestions.map(({ params }) => params['a'])).toEqual([1, 1, 2])
  })

  it('with a name that is not there are an error', () => {
    const make = (): unknown => searchOf(space, { pointsToEvaluate: [{ c: 1 }] })
    expect(make).toThrow(ConfigurationError)
    expect(make).toThrow('A preset names "c", which is not in paramSpace. There is: a, b, fixed.')
  })

  it('must be an array', () => {
    const make = (): unknown => new BasicVariantGenerator({ pointsToEvaluate: { a: 1 } as never })
    expect(make).toThrow('pointsToEvaluate must be an array of configs, got {"a":1}')
  })
})

describe('constantGridSearch', () => {
  const space = {
    grid: gridSearch([1, 2, 3]),
    rand: uniform(0, 1),
    pick: choice([{ k: uniform(0, 1) }, { k: uniform(1, 2) }]),
    noise: sampleFrom((_, random) => random.next()),
    product: sampleFrom((config) => config.grid * config.rand),
  }

  it('holds what is drawn over the grid, and lets what depends on it follow', () => {
    const configs = configsOf(space, { numSamples: 2, constantGridSearch: true })
    for (const sample of [configs.slice(0, 3), configs.slice(3)]) {
      expect(new Set(sample.map(({ rand }) => rand)).size).toBe(1)
      expect(new Set(sample.map(({ pick }) => JSON.stringify(pick))).size).toBe(1)
      expect(new Set(sample.map(({ noise }) => noise)).size).toBe(1)
      for (const { grid, rand, product } of sample) {
        expect(product).toBe((grid as number) * (rand as number))
      }
    }
    expect(configs[0]?.['rand']).not.toBe(configs[3]?.['rand'])
  })

  it('is off by default', () => {
    const configs = configsOf(space, { numSamples: 2 })
    expect(new Set(configs.map(({ rand }) => rand)).size).toBe(6)
  })
})

describe('a definition', () => {
  it('is named, and written down with its options', () => {
    const options = { pointsToEvaluate: [{ a: 1 }], constantGridSearch: true }
    const searcher = new BasicVariantGenerator(options)
    expect(searcher.name).toBe('random')
    expect(searcher.toJSON()).toEqual({ name: 'random', options })
    expect(new BasicVariantGenerator().toJSON()).toEqual({
      name: 'random',
      options: { pointsToEvaluate: [], constantGridSearch: false },
    })
  })

  it('can be given to any number of studies', () => {
    const searcher = new BasicVariantGenerator()
    const setup = {
      space: compileSpace({ x: uniform(0, 1) }),
      metric: undefined,
      mode: 'min',
      random: Random.fromSeed(1),
      numSamples: 3,
    } as const
    const [one, two] = [searcher.create(setup), searcher.create(setup)]
    one.onTrialAdded()
    expect(two.ask(2).suggestions[1]).toEqual(one.ask(1).suggestions[0])
  })
})
