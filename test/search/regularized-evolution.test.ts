import { describe, expect, it } from 'vitest'
import {
  RegularizedEvolutionSearch,
  type RegularizedEvolutionSearchOptions,
} from '../../src/search/regularized-evolution/regularized-evolution.ts'
import { choice } from '../../src/space/choice.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { SearchDriver, type Config } from '../support/search-driver.ts'

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']
const BOX = Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`x${i}`, uniform(0, 1)]))

const sphere = (config: Config): number =>
  Object.values(config).reduce<number>((sum, x) => sum + ((x as number) - 0.3) ** 2, 0)

function driver(
  space: unknown,
  options: RegularizedEvolutionSearchOptions = {},
  seed = 1,
): SearchDriver {
  return new SearchDriver(new RegularizedEvolutionSearch(options), space, { seed })
}

function bestOf(driver: SearchDriver, trials: number, loss: (config: Config) => number): number {
  const played = driver.play(trials, (config) => ({ loss: loss(config) }))
  return Math.min(...played.map(({ config }) => loss(config)))
}

/** Makes trials of configs, each to its end. */
function teach(
  driver: SearchDriver,
  configs: readonly Config[],
  loss: (c: Config) => number,
): void {
  for (const config of configs) {
    driver.end(driver.addThis({ config, params: config }), { loss: loss(config) })
  }
}

/** In which parameters two configs differ. */
function differences(a: Config, b: Config): string[] {
  return Object.keys(a).filter((key) => a[key] !== b[key])
}

describe('what it finds', () => {
  it('is the minimum of a bowl and the best of words', () => {
    expect(bestOf(driver(BOX), 1000, sphere)).toBeLessThan(5e-3)
    const words = Object.fromEntries(LETTERS.map((letter) => [letter, choice(LETTERS)]))
    const wrong = (config: Config): number =>
      Object.values(config).filter((x, i) => x !== LETTERS[(5 * i + 2) % 6]).length
    expect(bestOf(driver(words), 400, wrong)).toBe(0)
  })

  it('is in the better branch of a conditional space', () => {
    const space = {
      model: choice([
        { kind: 'a', x: uniform(0, 1) },
        { kind: 'b', x: uniform(0, 1), n: randint(0, 20) },
      ]),
    }
    const loss = (config: Config): number => {
      const { kind, x, n = 0 } = config['model'] as { kind: string; x: number; n?: number }
      return kind === 'a' ? 0.3 + x : Math.abs(x - 0.4) + Math.abs(n - 7) / 5
    }
    const found = [1, 2, 3].map((seed) => bestOf(driver(space, {}, seed), 200, loss))
    expect(Math.max(...found)).toBeLessThan(0.3)
  })
})

describe('a child', () => {
  const parent = { x0: 0.1, x1: 0.2, x2: 0.3, x3: 0.4, x4: 0.5 }

  it('is its parent with one parameter changed', () => {
    const one = driver(BOX, { populationSize: 2, tournamentSize: 50 })
    teach(one, [{ x0: 1, x1: 1, x2: 1, x3: 1, x4: 1 }, parent], sphere)
    const changed = one.peek(40).map((config) => differences(config, parent))
    expect(changed.every((names) => names.length === 1)).toBe(true)
    expect(new Set(changed.flat()).size).toBe(5)
  })

  it('is near its parent by a step, anywhere where the parameter is drawn anew', () => {
    const spread = (stepProb: number): number => {
      const one = driver(BOX, { populationSize: 2, tournamentSize: 50, stepProb })
      teach(one, [{ x0: 1, x1: 1, x2: 1, x3: 1, x4: 1 }, parent], sphere)
      const steps = one.peek(100).map((config) => {
        const [name = ''] = differences(config, parent)
        return Math.abs((config[name] as number) - parent[name as keyof typeof parent])
      })
      return steps.reduce((sum, step) => sum + step, 0) / steps.length
    }
    expect(spread(1)).toBeLessThan(0.15)
    expect(spread(0)).toBeGreaterThan(0.25)
  })

  it('in another branch has what belongs there', () => {
    const space = { c: choice([{ k: 'a' }, { k: 'b', x: uniform(0, 1) }]) }
    const one = driver(space, { populationSize: 2 })
    teach(one, [{ c: { k: 'a' } }, { c: { k: 'a' } }], () => 0)
    const xs = one.peek(20).map(({ c }) => (c as { k: string; x?: number }).x)
    expect(xs.every((x) => x !== undefined && x >= 0 && x <= 1)).toBe(true)
    expect(new Set(xs).size).toBe(20)
  })
})

describe('the population', () => {
  it('is random until it is complete, also where trials run at once', () => {
    const one = driver(BOX, { populationSize: 20 })
    const configs = one.add(19).map(({ config }) => config)
    for (const config of configs) {
      for (const other of configs) {
        if (other !== config) expect(differences(config, other)).toHaveLength(5)
      }
    }
    // Complete, but nothing is known of it yet.
    const [last] = one.add(2)
    expect(configs.every((config) => differences(config, last?.config ?? {}).length === 5)).toBe(
      true,
    )
    for (const trial of one.trials) one.end(trial, { loss: sphere(trial.config) })
    const [child] = one.peek() as [Config]
    const tried = one.trials.map(({ config }) => differences(child, config).length)
    expect(Math.min(...tried)).toBe(1)
  })

  it('loses its oldest, however good it was', () => {
    const one = driver(
      { x: uniform(0, 1), y: uniform(0, 1) },
      { populationSize: 3, tournamentSize: 50 },
    )
    const loss = ({ x }: Config): number => x as number
    teach(
      one,
      [
        { x: 0, y: 0.5 },
        { x: 0.5, y: 0.6 },
        { x: 0.6, y: 0.7 },
      ],
      loss,
    )
    expect(one.peek(20).every(({ x, y }) => x === 0 || y === 0.5)).toBe(true)
    teach(one, [{ x: 0.7, y: 0.8 }], loss)
    expect(one.peek(20).every(({ x, y }) => x === 0.5 || y === 0.6)).toBe(true)
  })

  it('has no parent that failed, broke constraints or was stopped early', () => {
    const one = driver(BOX, { populationSize: 4, tournamentSize: 60, constraints: ['g'] })
    const add = (x: number) => {
      const config = Object.fromEntries(Object.keys(BOX).map((name) => [name, x]))
      return one.addThis({ config, params: config })
    }
    one.end(add(0.1), { loss: -9, g: 0, training_iteration: 9 }, 'failed')
    one.end(add(0.2), { loss: -9, g: 0, training_iteration: 2 }, 'stopped')
    one.end(add(0.3), { loss: -9, g: 1, training_iteration: 9 })
    one.end(add(0.4), { loss: 9, g: 0, training_iteration: 9 })
    for (const config of one.peek(20)) {
      expect(Object.values(config).filter((x) => x === 0.4)).toHaveLength(4)
    }
  })
})

it.each([
  [{ populationSize: 1 }, 'INVALID_OPTION'],
  [{ tournamentSize: 0 }, 'INVALID_OPTION'],
  [{ stepProb: 1.1 }, 'INVALID_OPTION'],
  [{ stepProb: '0.5' }, 'INVALID_OPTION'],
  [{ population: 9 }, 'UNKNOWN_OPTION'],
])('refuses %j', (options, code) => {
  expect(
    () => new RegularizedEvolutionSearch(options as RegularizedEvolutionSearchOptions),
  ).toThrow(expect.objectContaining({ code }))
})

it('is defined by its options', () => {
  const options = { populationSize: 6, tournamentSize: 3, stepProb: 0.2 }
  expect(new RegularizedEvolutionSearch(options).toJSON()).toEqual({
    name: 'regularized-evolution',
    options,
  })
})
