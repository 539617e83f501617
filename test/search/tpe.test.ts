import { describe, expect, it } from 'vitest'
import { cond } from '../../bench/functions/cond.ts'
import { hartmann6 } from '../../bench/functions/hartmann6.ts'
import { zdt1 } from '../../bench/functions/zdt.ts'
import { hypervolume } from '../../src/math/hypervolume.ts'
import { Random } from '../../src/math/random.ts'
import { nextUp } from '../../src/math/next-up.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { TPESearch, type TPESearchOptions } from '../../src/search/tpe/tpe.ts'
import { choice } from '../../src/space/choice.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { SearchDriver, type Config } from '../support/search-driver.ts'
import type { Objective } from '../../src/math/score.ts'
import type { Searcher } from '../../src/search/searcher.ts'

const unit = (count: number): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, uniform(0, 1)]))
const numbers = (config: Config): number[] => Object.values(config) as number[]
const bowl = (config: Config): number => numbers(config).reduce((sum, x) => sum + (x - 0.3) ** 2, 0)
const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] as number

/** The least value in so many trials. */
function least(
  searcher: Searcher,
  space: unknown,
  so: { readonly trials: number; readonly seed: number; readonly loss: (config: Config) => number },
): number {
  const driver = new SearchDriver(searcher, space, { seed: so.seed })
  const trials = driver.play(so.trials, (config) => ({ loss: so.loss(config) }))
  return Math.min(...trials.map(({ config }) => so.loss(config)))
}

describe('tpe finds', () => {
  const seeds = [1, 2, 3]

  it.each([
    ['jointly', {}],
    ['each parameter by itself', { multivariate: false }],
  ])('what random search does not, %s', (_, options) => {
    const best = (searcher: Searcher): number =>
      median(
        seeds.map((seed) => least(searcher, unit(6), { trials: 80, seed, loss: hartmannLoss })),
      )
    expect(best(new TPESearch(options))).toBeLessThan(best(createSearcher('random')) - 0.4)
  })

  it('the better branch, though another is better before it is tuned', () => {
    const runs = seeds.map((seed) => {
      const driver = new SearchDriver(new TPESearch(), cond.space, { seed })
      const loss = (config: Config): number => cond.evaluate(config)[0] as number
      const trials = driver.play(100, (config) => ({ loss: loss(config) }))
      const [best] = trials.toSorted((a, b) => loss(a.config) - loss(b.config))
      return cond.branch?.(best?.config)
    })
    expect(runs.filter((branch) => branch === 'mlp').length).toBeGreaterThanOrEqual(2)
  })

  it('a front that is better than that of random search', () => {
    const objectives: readonly Objective[] = ['a', 'b'].map((metric) => ({ metric, mode: 'min' }))
    const volume = (searcher: Searcher, seed: number): number => {
      const driver = new SearchDriver(searcher, zdt1.space, { objectives, seed })
      const trials = driver.play(120, (config) => {
        const [a, b] = zdt1.evaluate(config)
        return { a, b }
      })
      const points = trials.map(({ config }) => zdt1.evaluate(config))
      return hypervolume(points, zdt1.reference ?? [])
    }
    const typical = (searcher: Searcher): number =>
      median(seeds.map((seed) => volume(searcher, seed)))
    const random = typical(createSearcher('random'))
    expect(typical(new TPESearch())).toBeGreaterThan(random + 0.4)
    expect(typical(new TPESearch({ multivariate: true }))).toBeGreaterThan(random + 0.2)
  })

  it('the one good category of a thousand that share a parameter with it', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `c${i}`)
    const loss = ({ c, x }: Config): number =>
      (Number((c as string).slice(1)) % 4) + ((x as number) - 0.5) ** 2
    const space = { c: choice(names), x: uniform(0, 1) }
    expect(least(new TPESearch(), space, { trials: 60, seed: 1, loss })).toBeLessThan(0.05)
  })

  const hartmannLoss = (config: Config): number => hartmann6(numbers(config))
})

describe('tpe', () => {
  it('gives as many different configs as are asked for, apart from those that run', () => {
    const driver = new SearchDriver(new TPESearch(), unit(3))
    driver.play(30, (config) => ({ loss: bowl(config) }))
    const batch = driver.add(5).map(({ config }) => numbers(config))
    const apart = batch.flatMap((a, i) => batch.slice(0, i).map((b) => distance(a, b)))
    expect(Math.min(...apart)).toBeGreaterThan(0.005)
    // Told that they are poor, it looks elsewhere than it would if it did not know of them.
    const next = numbers(driver.peek()[0] as Config)
    const liar = new SearchDriver(new TPESearch({ constantLiar: false }), unit(3))
    liar.play(30, (config) => ({ loss: bowl(config) }))
    const [first] = liar.peek()
    liar.add(5)
    expect(liar.peek()).not.toEqual([first])
    expect(next).toHaveLength(3)
  })

  it('does not mind trials that run if it is not to lie about them', () => {
    const peek = (constantLiar: boolean, running: number): unknown => {
      const driver = new SearchDriver(new TPESearch({ constantLiar }), unit(2))
      driver.play(20, (config) => ({ loss: bowl(config) }))
      driver.add(running)
      return driver.search.ask(1).suggestions[0]?.params
    }
    expect(peek(true, 3)).not.toEqual(peek(false, 3))
    expect(peek(true, 0)).toEqual(peek(false, 0))
  })

  it('is random until enough trials have had a result', () => {
    const options = { nStartupTrials: 5 }
    const plain = new SearchDriver(new TPESearch({ nStartupTrials: 1000 }), unit(2))
    const driver = new SearchDriver(new TPESearch(options), unit(2))
    const result = (i: number): { loss: number } => ({ loss: i % 2 === 0 ? Number.NaN : i })
    for (let i = 0; i < 10; i++) {
      expect(driver.peek()).toEqual(plain.peek())
      for (const each of [driver, plain]) each.play(1, () => result(i))
    }
    expect(driver.peek()).not.toEqual(plain.peek())
  })

  it.each<[string, TPESearchOptions]>([
    ['each parameter by itself', { multivariate: false }],
    ['without a prior', { priorWeight: 0 }],
    ['without a start', { nStartupTrials: 0 }],
    [
      'with all of Optuna’s options',
      { considerEndpoints: true, considerMagicClip: false, weights: 'recent' },
    ],
    ['with functions', { gamma: (n) => n / 5, weights: (n) => Array.from({ length: n }, () => 2) }],
    ['with nothing good', { gamma: () => 0 }],
    ['with one candidate', { numCandidates: 1 }],
  ])('stays in the space and is rebuilt by telling again, %s', (_, options) => {
    const space = {
      lr: loguniform(1e-4, 1),
      n: randint(1, 9),
      c: choice(['a', 'b', 'c']),
      m: choice([{ k: 0, u: uniform(0, 1) }, { k: 1, v: uniform(2, 3) }, { k: 2 }]),
    }
    const driver = new SearchDriver(new TPESearch(options), space)
    const trials = driver.play(40, ({ lr, n }) => ({
      loss: Math.log(lr as number) ** 2 + (n as number),
    }))
    driver.add(3)
    for (const { config } of trials) {
      expect(config['lr']).toBeGreaterThanOrEqual(1e-4)
      expect(config['lr']).toBeLessThanOrEqual(1)
      expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(config['n'])
    }
    expect(driver.retold().ask(4)).toEqual(driver.search.ask(4))
  })

  it('tries each config of a small space once, the good ones early', () => {
    const space = { a: randint(0, 12), b: randint(0, 12) }
    const driver = new SearchDriver(new TPESearch(), space, { seed: 4 })
    const loss = ({ a, b }: Config): number => ((a as number) - 9) ** 2 + ((b as number) - 2) ** 2
    const trials = driver.play(1000, (config) => ({ loss: loss(config) }))
    expect(new Set(trials.map(({ config }) => JSON.stringify(config))).size).toBe(144)
    expect(trials).toHaveLength(144)
    expect(trials.findIndex(({ config }) => loss(config) === 0)).toBeLessThan(72)
  })

  it('takes bounds that are one unit in the last place apart', () => {
    const driver = new SearchDriver(new TPESearch(), { x: uniform(1, nextUp(1)), y: uniform(0, 1) })
    const trials = driver.play(25, ({ y }) => ({ loss: y as number }))
    for (const { config } of trials) expect([1, nextUp(1)]).toContain(config['x'])
  })

  it('says when a suggestion takes long', () => {
    const heavyAfter = (trials: number): boolean | undefined => {
      const random = Random.fromSeed(1)
      const warmStart = Array.from({ length: trials }, () => {
        const config = Object.fromEntries(Object.keys(unit(10)).map((key) => [key, random.next()]))
        return { config, metrics: { loss: random.next() } }
      })
      return new SearchDriver(new TPESearch({ warmStart }), unit(10)).search.isHeavy
    }
    expect(heavyAfter(1000)).toBe(false)
    expect(heavyAfter(20_000)).toBe(true)
  })

  const distance = (a: readonly number[], b: readonly number[]): number =>
    Math.hypot(...a.map((x, i) => x - (b[i] as number)))
})

describe('options of tpe', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ nStartupTrials: -1 }, 'TPESearch: nStartupTrials is -1. Give a whole number of at least 0.'],
    [{ numCandidates: 0 }, 'TPESearch: numCandidates is 0. Give a whole number of at least 1.'],
    [{ gamma: 1 }, 'TPESearch: gamma is 1. Give a number above 0 and below 1'],
    [{ gamma: Number.NaN }, 'TPESearch: gamma is NaN.'],
    [{ multivariate: 'yes' }, 'TPESearch: multivariate is "yes". Give true or false.'],
    [{ constantLiar: 1 }, 'TPESearch: constantLiar is 1.'],
    [{ priorWeight: -0.5 }, 'TPESearch: priorWeight is -0.5. Give a finite number of at least 0.'],
    [{ considerEndpoints: null }, 'TPESearch: considerEndpoints is null.'],
    [{ considerMagicClip: 0 }, 'TPESearch: considerMagicClip is 0.'],
    [{ weights: 'old' }, "Give 'equal', 'recent', or a function."],
    [{ candidates: 5 }, 'TPESearch has no option "candidates".'],
  ])('%j are refused', (options, message) => {
    expect(() => new TPESearch(options)).toThrow(message)
  })

  it('are plain data unless one is code', () => {
    const options = { numCandidates: 48, gamma: 0.2, multivariate: false, constraints: ['c'] }
    const json = new TPESearch(options).toJSON()
    expect(json?.options).toMatchObject({ ...options, nStartupTrials: 10, weights: 'equal' })
    expect(new TPESearch(json?.options).toJSON()).toEqual(json)
    expect(new TPESearch(new TPESearch().toJSON()?.options).toJSON()).toEqual(
      new TPESearch().toJSON(),
    )
    // What is code is given as it is; who stores it marks it as code.
    const code = { gamma: () => 3, weights: () => [] }
    expect(new TPESearch(code).toJSON().options).toMatchObject(code)
  })
})
