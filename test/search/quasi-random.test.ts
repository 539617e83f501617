import { describe, expect, it } from 'vitest'
import { Halton } from '../../src/math/halton.ts'
import { Random } from '../../src/math/random.ts'
import { Sobol } from '../../src/math/sobol.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import {
  QuasiRandomSearch,
  type QuasiRandomSearchOptions,
} from '../../src/search/quasi-random/quasi-random.ts'
import { choice } from '../../src/space/choice.ts'
import { randint } from '../../src/space/randint.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { SearchDriver, type Config } from '../support/search-driver.ts'

const SQUARE = { x: uniform(0, 1), y: uniform(0, 1) }

function configs(
  count: number,
  options: QuasiRandomSearchOptions = {},
  space: unknown = SQUARE,
  seed = 1,
): Config[] {
  const driver = new SearchDriver(new QuasiRandomSearch(options), space, { seed })
  return driver.play(count, () => ({ loss: 1 })).map(({ config }) => config)
}

/** How many configs lie in each of n × n equal boxes. */
function boxes(some: readonly Config[], n: number): number[] {
  const counts = Array.from({ length: n * n }, () => 0)
  for (const { x, y } of some as readonly { readonly x: number; readonly y: number }[]) {
    const box = n * Math.floor(x * n) + Math.floor(y * n)
    counts[box] = (counts[box] as number) + 1
  }
  return counts
}

describe('QuasiRandomSearch', () => {
  it.each(['sobol', 'halton'] as const)('tries the points of %s in their order', (sequence) => {
    const points = sequence === 'sobol' ? new Sobol(2) : new Halton(2)
    const expected = [1, 2, 3, 4, 5].map((n) => points.point(n))
    const found = configs(5, { sequence, scramble: false })
    expect(found).toEqual(expected.map(([x, y]) => ({ x, y })))
  })

  it('fills the space evenly, after presets as well', () => {
    expect(boxes(configs(64), 8)).toEqual(Array.from({ length: 64 }, () => 1))
    const all = configs(66, { pointsToEvaluate: [{ x: 0.5, y: 0.5 }, { x: 0.1 }] })
    expect(all[0]).toEqual({ x: 0.5, y: 0.5 })
    expect(all[1]).toMatchObject({ x: 0.1 })
    expect(boxes(all.slice(2), 8)).toEqual(Array.from({ length: 64 }, () => 1))
  })

  it('gives each option, also of conditional parts, its share', () => {
    const space = {
      act: choice(['relu', 'gelu', 'silu', 'tanh']),
      model: choice([{ kind: 'a', depth: randint(0, 4) }, { kind: 'b' }]),
      x: uniform(0, 1),
    }
    const some = configs(64, {}, space) as {
      act: string
      model: { kind: string; depth?: number }
    }[]
    for (const act of ['relu', 'gelu', 'silu', 'tanh']) {
      expect(some.filter((config) => config.act === act)).toHaveLength(16)
    }
    const deep = some.filter(({ model }) => model.kind === 'a')
    expect(deep).toHaveLength(32)
    expect(new Set(deep.map(({ model }) => model.depth)).size).toBe(4)
  })

  it('follows the seed where it is scrambled, else not', () => {
    for (const sequence of ['sobol', 'halton'] as const) {
      const play = (scramble: boolean, seed: number): Config[] =>
        configs(4, { sequence, scramble }, SQUARE, seed)
      expect(play(true, 1)).toEqual(play(true, 1))
      expect(play(true, 1)).not.toEqual(play(true, 2))
      expect(play(false, 1)).toEqual(play(false, 2))
    }
  })

  it('does not wait for results, and needs no metric', () => {
    const setup = {
      space: compileSpace(SQUARE),
      mode: 'min' as const,
      random: Random.fromSeed(1).split('search'),
      numSamples: 16,
    }
    const without = new QuasiRandomSearch().create({ ...setup, metric: undefined })
    const empty = new QuasiRandomSearch().create({ ...setup, metric: undefined, objectives: [] })
    expect(without.adaptive).toBe(false)
    const asked = without.ask(20)
    expect(asked.finished).toBe(true)
    expect(asked.suggestions.map(({ config }) => config)).toEqual(configs(16))
    expect(empty.ask(20)).toEqual(asked)
  })

  it('tries each config of a small space once', () => {
    const space = { a: randint(0, 5), b: choice(['u', 'v', 'w']) }
    const some = configs(40, {}, space).map((config) => JSON.stringify(config))
    expect(some).toHaveLength(15)
    expect(new Set(some).size).toBe(15)
    expect(configs(40, { allowRepeats: true }, space)).toHaveLength(40)
  })

  it('is found by its name, and is written down whole', () => {
    const options = { sequence: 'halton', scramble: false, pointsToEvaluate: [{ x: 0.5 }] } as const
    const searcher = new QuasiRandomSearch(options)
    expect(searcher.toJSON()).toEqual({ name: 'quasi-random', options })
    const again = createSearcher('Quasi-Random', { ...options, allowRepeats: true })
    expect(again.toJSON?.()?.options).toEqual({ ...options, allowRepeats: true })
  })

  it.each([
    [{ sequence: 'niederreiter' }, 'INVALID_OPTION', /"niederreiter".*'sobol' or 'halton'/],
    [{ scramble: 1 }, 'INVALID_OPTION', /scramble is 1/],
    [{ scrambled: true }, 'UNKNOWN_OPTION', /Did you mean scramble\?/],
    [{ warmStart: [] }, 'UNKNOWN_OPTION', /no option "warmStart"/],
    [{ pointsToEvaluate: 3 }, 'INVALID_PRESET', /array/],
  ])('refuses %j', (options, code, message) => {
    const make = (): unknown => createSearcher('quasi-random', options)
    expect(make).toThrow(expect.objectContaining({ code }))
    expect(make).toThrow(message)
  })
})
