import { describe, expect, it } from 'vitest'
import { nextUp } from '../../../src/math/next-up.ts'
import { CMAESSearch, type CMAESSearchOptions } from '../../../src/search/cma-es/cma-es.ts'
import { choice } from '../../../src/space/choice.ts'
import { randint } from '../../../src/space/randint.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { SearchDriver, type Config, type DrivenTrial } from '../../support/search-driver.ts'

type Space = Readonly<Record<string, unknown>>

function box(size: number, side: unknown = uniform(0, 1)): Space {
  return Object.fromEntries(Array.from({ length: size }, (_, i) => [`x${i}`, side]))
}

const numbers = (config: Config): number[] => Object.values(config) as number[]
const sphere = (config: Config): number =>
  numbers(config).reduce((sum, x, i) => sum + (x - 0.3 - 0.1 * (i % 4)) ** 2, 0)
const sum = (config: Config): number => numbers(config).reduce((total, x) => total + x, 0)

function driver(space: Space, options: CMAESSearchOptions = {}, seed = 1): SearchDriver {
  return new SearchDriver(new CMAESSearch(options), space, { seed })
}

function bestOf(driver: SearchDriver, trials: number, loss: (config: Config) => number): number {
  const played = driver.play(trials, (config) => ({ loss: loss(config) }))
  return Math.min(...played.map(({ config }) => loss(config)))
}

/** Tries `count` configs, `width` at a time; each ends as soon as it can, in an order of its own. */
function playAsync(one: SearchDriver, width: number, count: number): DrivenTrial[] {
  const running: DrivenTrial[] = []
  while (one.trials.length < count) {
    while (running.length < width) running.push(...one.add())
    const [trial] = running.splice((one.trials.length * 7) % running.length, 1) as [DrivenTrial]
    one.end(trial, { loss: sphere(trial.config) })
  }
  return one.trials
}

function distance(config: Config, centre: number): number {
  return Math.hypot(...numbers(config).map((x) => x - centre)) / Math.sqrt(numbers(config).length)
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number

describe('what it finds', () => {
  it('is the minimum of a bowl, to many digits', () => {
    expect(bestOf(driver(box(5)), 1000, sphere)).toBeLessThan(1e-7)
    expect(bestOf(driver(box(1)), 200, sphere)).toBeLessThan(1e-9)
  })

  it('is the minimum of a bent valley', () => {
    const valley = (config: Config): number => {
      const [x = 0, y = 0] = numbers(config).map((u) => 4 * u - 2)
      return 100 * (y - x * x) ** 2 + (1 - x) ** 2
    }
    expect(bestOf(driver(box(2)), 800, valley)).toBeLessThan(1e-6)
  })

  it('is a corner, too', () => {
    expect(bestOf(driver(box(5)), 600, sum)).toBeLessThan(0.05)
    expect(bestOf(driver(box(5)), 600, (config) => 5 - sum(config))).toBeLessThan(0.05)
  })

  it('is the best of whole numbers, few or many', () => {
    const loss = (config: Config): number =>
      numbers(config).reduce((total, x, i) => total + Math.abs(x - ((3 * i) % 7)), 0)
    for (const seed of [1, 2, 3]) {
      expect(bestOf(driver(box(6, randint(0, 10)), {}, seed), 400, loss)).toBe(0)
    }
    const many = (config: Config): number => Math.abs((config['x0'] as number) - 765_432) / 1e6
    expect(bestOf(driver({ x0: randint(0, 1_000_001) }), 300, many)).toBe(0)
  })

  it('is the best of categories, alone and beside numbers', () => {
    const letters = ['a', 'b', 'c', 'd', 'e']
    const wrong = (values: readonly unknown[]): number =>
      values.filter((value, i) => value !== letters[(2 * i + 1) % 5]).length
    const alone = Object.fromEntries(letters.map((letter) => [letter, choice(letters)]))
    expect(bestOf(driver(alone), 400, (config) => wrong(Object.values(config)))).toBe(0)
    const mixed = { ...box(3), c: choice(letters), d: choice(letters) }
    const loss = ({ c, d, ...x }: Config): number => sphere(x) + wrong([c, d])
    expect(bestOf(driver(mixed), 400, loss)).toBeLessThan(0.01)
  })

  it('is in the better branch, although the others do well sooner', () => {
    const space = {
      model: choice([
        { kind: 'a', x: uniform(0, 1) },
        { kind: 'b', x: uniform(0, 1), y: uniform(0, 1), z: uniform(0, 1) },
      ]),
    }
    const loss = (config: Config): number => {
      const { kind, x, y, z } = config['model'] as { kind: string } & Record<string, number>
      if (kind === 'a') return 0.3 + ((x as number) - 0.5) ** 2
      return 4 * sphere({ x, y, z })
    }
    const found = [1, 2, 3, 4, 5].map((seed) => bestOf(driver(space, {}, seed), 200, loss))
    expect(median(found)).toBeLessThan(0.1)
  })
})

describe('trials that run at once', () => {
  it('are not wasted, however many there are', () => {
    for (const width of [3, 16]) {
      const trials = playAsync(driver(box(5)), width, 600)
      expect(Math.min(...trials.map(({ config }) => sphere(config)))).toBeLessThan(1e-3)
    }
  })

  it('sample the present generation and are learned from in a later one', () => {
    const one = driver(box(2), { populationSize: 4 })
    const early = one.add(12)
    for (const trial of early.slice(0, 4)) one.end(trial, { loss: sphere(trial.config) })
    const [late] = one.add() as [DrivenTrial]
    expect(early.map(({ suggestion }) => suggestion.memo)).toEqual(
      early.map(() => expect.objectContaining({ generation: 0 })),
    )
    expect(late.suggestion.memo).toMatchObject({ generation: 1 })
    for (const trial of early.slice(4)) one.end(trial, { loss: sphere(trial.config) })
    expect(one.add()[0]?.suggestion.memo).toMatchObject({ generation: 3 })
  })
})

describe('what goes wrong', () => {
  it('counts as worst', () => {
    const one = driver(box(3))
    one.play(300, (config) => ((config['x0'] as number) < 0.5 ? {} : { loss: sphere(config) }))
    const last = one.trials.slice(-40).map(({ config }) => config['x0'] as number)
    expect(median(last)).toBeGreaterThan(0.5)
    expect(median(last)).toBeLessThan(0.55)
  })

  it('or was stopped early counts less than what went to its end', () => {
    const one = driver(box(3))
    for (let n = 0; n < 300; n++) {
      for (const trial of one.add()) {
        const isStopped = (trial.config['x0'] as number) < 0.5
        const result = { loss: sphere(trial.config), training_iteration: isStopped ? 1 : 9 }
        if (isStopped) one.end(trial, { ...result, loss: result.loss - 10 }, 'stopped')
        else one.end(trial, result)
      }
    }
    const last = one.trials.slice(-40).map(({ config }) => config['x0'] as number)
    expect(median(last)).toBeGreaterThan(0.49)
  })

  it('or breaks constraints counts by how much', () => {
    const one = driver(box(3), { constraints: ['g'] })
    one.play(300, (config) => ({ loss: sphere(config), g: 0.6 - (config['x0'] as number) }))
    const last = one.trials.slice(-40).map(({ config }) => config['x0'] as number)
    expect(median(last)).toBeGreaterThan(0.59)
    expect(median(last)).toBeLessThan(0.65)
  })

  it('all the time, or means nothing, does not drive it away', () => {
    for (const loss of [1, Number.NaN]) {
      const one = driver(box(4), { restarts: 'none' })
      one.play(200, () => ({ loss }))
      const centre = one.peek(10).map((config) => distance(config, 0.5))
      expect(median(centre)).toBeLessThan(0.35)
    }
  })
})

describe('restarts', () => {
  const flat = (one: SearchDriver, trials: number): readonly string[] => {
    one.play(trials, () => ({ loss: 1 }))
    return one.search.ask(1).remarks ?? []
  }

  it('happen aloud where a descent leads nowhere, with a larger population', () => {
    expect(flat(driver(box(2)), 119)).toEqual([])
    const [remark] = flat(driver(box(2)), 120)
    expect(remark).toMatch(/restart 1.*the values no longer differ.*12 trials/)
  })

  it('find what one descent does not', () => {
    const deceptive = (config: Config): number => {
      const [x = 0, y = 0] = numbers(config)
      const wide = 1 + 4 * ((x - 0.4) ** 2 + (y - 0.4) ** 2)
      const narrow = 8 * ((x - 0.85) ** 2 + (y - 0.85) ** 2)
      return Math.min(wide, narrow)
    }
    const options = { sigma0: 0.02, populationSize: 6 }
    expect(bestOf(driver(box(2), { ...options, restarts: 'none' }), 600, deceptive)).toBeCloseTo(
      1,
      6,
    )
    expect(bestOf(driver(box(2), { ...options, restarts: 'ipop' }), 3000, deceptive)).toBeLessThan(
      0.01,
    )
    expect(bestOf(driver(box(2), { ...options, restarts: 'bipop' }), 3000, deceptive)).toBeLessThan(
      0.01,
    )
  })

  it('can be off, which is said', () => {
    expect(flat(driver(box(2), { restarts: 'none' }), 200)).toEqual([
      'CMA-ES goes on, although the values no longer differ: restarts are off.',
    ])
  })
})

describe('what is known before', () => {
  const earlier = Array.from({ length: 400 }, (_, i) => {
    const config = { x0: (0.7549 * i) % 1, x1: (0.5698 * i) % 1 }
    return { config, metrics: { loss: distance(config, 0.8) } }
  })

  it('says where to begin', () => {
    const warm = driver(box(2), { warmStart: earlier }).peek(20)
    const cold = driver(box(2)).peek(20)
    const from = (configs: readonly Config[]): number =>
      median(configs.map((config) => distance(config, 0.8)))
    expect(from(warm)).toBeLessThan(0.2)
    expect(from(cold)).toBeGreaterThan(0.25)
  })

  it('may be the first trials of the study itself, whoever chose them', () => {
    const one = driver(box(2), { warmStartTrials: 40 })
    const first = one.play(40, (config) => ({ loss: distance(config, 0.8) }))
    // Drawn at random, hence even: nothing was learned meanwhile.
    expect(median(first.map(({ config }) => config['x0'] as number))).toBeGreaterThan(0.3)
    expect(first.every(({ suggestion }) => suggestion.memo === undefined)).toBe(true)
    const next = one.peek(20).map((config) => distance(config, 0.8))
    expect(median(next)).toBeLessThan(0.2)
    expect(one.retold().ask(3)).toEqual(one.search.ask(3))
  })

  it('counts for categories, too', () => {
    const space = { c: choice(['a', 'b', 'c', 'd']), x: uniform(0, 1) }
    const warmStart = Array.from({ length: 80 }, (_, i) => {
      const config = { c: 'abcd'[i % 4], x: i / 80 }
      return { config, metrics: { loss: config.c === 'c' ? 0 : 1 } }
    })
    const configs = driver(space, { warmStart }).peek(40)
    expect(configs.filter(({ c }) => c === 'c').length).toBeGreaterThan(20)
  })

  it('is no place to begin where all of it failed', () => {
    const warmStart = earlier.map(({ config }) => ({ config, metrics: { loss: Number.NaN } }))
    expect(driver(box(2), { warmStart }).peek(5)).toEqual(driver(box(2)).peek(5))
  })
})

describe('spaces of every size', () => {
  it('200 parameters', () => {
    const one = driver(box(200))
    const before = sphere(one.peek()[0] as Config)
    expect(bestOf(one, 200, sphere)).toBeLessThan(before)
  })

  it('bounds next to each other, a thousand categories, one point', () => {
    const space = {
      narrow: uniform(1, nextUp(1)),
      wide: choice(Array.from({ length: 1000 }, (_, i) => `option ${i}`)),
      single: 3,
    }
    const trials = driver(space).play(100, ({ wide }) => ({ loss: (wide as string).length }))
    expect(new Set(trials.map(({ config }) => config['narrow'])).size).toBeLessThanOrEqual(2)
    const point = driver({ single: choice(['only']) }, { allowRepeats: true })
    expect(point.play(30, () => ({ loss: 1 }))).toHaveLength(30)
  })
})

it('a proposal is heavy only where an update is due that takes long', () => {
  const one = driver(box(200))
  const heavy: boolean[] = []
  for (let n = 0; n < 40; n++) {
    heavy.push(one.search.isHeavy === true)
    one.play(1, (config) => ({ loss: sphere(config) }))
  }
  expect(heavy.flatMap((isHeavy, n) => (isHeavy ? [n] : []))).toEqual([19, 38])
  const small = driver(box(10))
  small.play(200, (config) => ({ loss: sphere(config) }))
  expect(small.search.isHeavy).toBe(false)
})

it.each([
  [{ sigma0: 0 }, 'INVALID_OPTION'],
  [{ sigma0: 1.5 }, 'INVALID_OPTION'],
  [{ populationSize: 3 }, 'INVALID_OPTION'],
  [{ populationSize: 4.5 }, 'INVALID_OPTION'],
  [{ restarts: 'always' }, 'INVALID_OPTION'],
  [{ lrAdapt: 1 }, 'INVALID_OPTION'],
  [{ warmStartTrials: -1 }, 'INVALID_OPTION'],
  [{ sigma: 0.2 }, 'UNKNOWN_OPTION'],
])('refuses %j', (options, code) => {
  expect(() => new CMAESSearch(options as CMAESSearchOptions)).toThrow(
    expect.objectContaining({ code }),
  )
})

it('is defined by its options', () => {
  const options = { sigma0: 0.3, populationSize: 9, restarts: 'bipop', lrAdapt: true } as const
  const json = new CMAESSearch({ ...options, warmStartTrials: 5 }).toJSON()
  expect(json).toMatchObject({ name: 'cma-es', options: { ...options, warmStartTrials: 5 } })
  expect(new CMAESSearch(json.options).toJSON()).toEqual(json)
})

it('with learning rates that adapt it still gets there', () => {
  expect(bestOf(driver(box(3), { lrAdapt: true }), 1500, sphere)).toBeLessThan(1e-4)
})
