import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { Cube } from '../../src/search/cube.ts'
import { childOf } from '../../src/search/de/child.ts'
import { DESearch, type DESearchOptions } from '../../src/search/de/de.ts'
import { choice } from '../../src/space/choice.ts'
import { Codec } from '../../src/space/codec.ts'
import { randint } from '../../src/space/randint.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import { SearchDriver, type Config } from '../support/search-driver.ts'

const LETTERS = ['a', 'b', 'c', 'd', 'e']
const BOX = Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`x${i}`, uniform(0, 1)]))

const sphere = (config: Config): number =>
  Object.values(config).reduce<number>((sum, x) => sum + ((x as number) - 0.3) ** 2, 0)

function driver(space: unknown, options: DESearchOptions = {}, seed = 1): SearchDriver {
  return new SearchDriver(new DESearch(options), space, { seed })
}

function bestOf(driver: SearchDriver, trials: number, loss: (config: Config) => number): number {
  const played = driver.play(trials, (config) => ({ loss: loss(config) }))
  return Math.min(...played.map(({ config }) => loss(config)))
}

function sidesOf(space: Readonly<Record<string, unknown>>): Cube['sides'] {
  return new Cube(new Codec(compileSpace(space))).sides
}

describe('childOf', () => {
  const sides = sidesOf(BOX)
  const point = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 })
    .map((xs) => Float64Array.from(xs))
  const seed = fc.integer()

  it('is the first plus the scaled difference, where it is not the target', () => {
    fc.assert(
      fc.property(point, point, point, point, seed, (target, a, b, c, seed) => {
        const random = Random.fromSeed(seed)
        const how = { sides, mutationFactor: 0.5, crossoverProb: 0.5, random }
        const child = childOf(target, [a, b, c], how)
        for (const [i, x] of child.entries()) {
          const mutant = (a[i] as number) + 0.5 * ((b[i] as number) - (c[i] as number))
          const isOutside = mutant < 0 || mutant > 1
          expect([target[i], isOutside ? Number.NaN : mutant]).toContainEqual(x)
        }
      }),
    )
  })

  it('always differs in one parameter at least', () => {
    const how = { sides, mutationFactor: 0.5, crossoverProb: 0, random: Random.fromSeed(1) }
    const at = (x: number): Float64Array => new Float64Array(5).fill(x)
    for (let i = 0; i < 20; i++) {
      const child = childOf(at(0.5), [at(0.1), at(0.3), at(0.2)], how)
      expect([...child].filter((x) => x !== 0.5)).toHaveLength(1)
    }
  })

  it('takes what a point does not have from the next that has it', () => {
    const how = { sides, mutationFactor: 0.5, crossoverProb: 1, random: Random.fromSeed(1) }
    const at = (x: number): Float64Array => new Float64Array(5).fill(x)
    const none = at(Number.NaN)
    expect(childOf(none, [none, at(0.1), none, at(0.3), at(0.2)], how)[0]).toBeCloseTo(0.15, 12)
    expect(childOf(none, [none, at(0.1), at(0.4), none], how)[0]).toBe(0.1)
    expect([...childOf(none, [none, none, none], how)]).toEqual([...none])
  })

  it('moves whole numbers by more than whole differences, and never out of range', () => {
    const ordered = sidesOf({ x: randint(0, 4) })
    const how = {
      sides: ordered,
      mutationFactor: 0.5,
      crossoverProb: 1,
      random: Random.fromSeed(1),
    }
    const seen = new Set<number>()
    for (let i = 0; i < 300; i++) {
      const [x] = childOf(
        Float64Array.of(0.125),
        [Float64Array.of(0.375), Float64Array.of(0.625), Float64Array.of(0.375)],
        how,
      )
      seen.add(Math.floor(4 * (x as number)))
    }
    expect(seen).toEqual(new Set([1, 2]))
  })

  it('keeps a category on which others agree, and draws where they do not', () => {
    const [side] = sidesOf({ x: choice(LETTERS) })
    const at = (option: number): Float64Array =>
      Float64Array.of(side?.axis.toUnit(option) as number)
    const how = {
      sides: side === undefined ? [] : [side],
      mutationFactor: 0.5,
      crossoverProb: 1,
      random: Random.fromSeed(1),
    }
    const draws = (plus: number, minus: number): number =>
      Array.from(
        { length: 200 },
        () => childOf(at(0), [at(1), at(plus), at(minus)], how)[0],
      ).filter(Number.isNaN).length
    expect(draws(2, 2)).toBe(0)
    expect(draws(2, 3)).toBeGreaterThan(60)
    expect(draws(2, 3)).toBeLessThan(140)
  })
})

describe('DESearch', () => {
  it('finds the minimum of a bowl, of whole numbers and of categories', () => {
    const bowls = [1, 2, 3].map((seed) => bestOf(driver(BOX, {}, seed), 1000, sphere))
    expect(Math.max(...bowls)).toBeLessThan(1e-3)
    expect(Math.min(...bowls)).toBeLessThan(1e-7)
    const whole = { a: randint(0, 20), b: randint(0, 20), c: randint(0, 20) }
    const far = (config: Config): number =>
      Object.values(config).reduce<number>((sum, x) => sum + Math.abs((x as number) - 7), 0)
    expect(bestOf(driver(whole), 500, far)).toBe(0)
    const words = Object.fromEntries(LETTERS.map((letter) => [letter, choice(LETTERS)]))
    const wrong = (config: Config): number =>
      Object.values(config).filter((x, i) => x !== LETTERS[(2 * i) % 5]).length
    expect(bestOf(driver(words), 600, wrong)).toBe(0)
  })

  it('does not stand still when the population has drawn together', () => {
    const space = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x${i}`, uniform(0, 1)]))
    expect(bestOf(driver(space), 4000, sphere)).toBeLessThan(1e-4)
  })

  it('begins with points that fill the space evenly', () => {
    const configs = driver(BOX, { populationSize: 16 }).peek(16)
    for (const name of Object.keys(BOX)) {
      const strata = configs.map((config) => Math.floor(16 * (config[name] as number)))
      expect(new Set(strata).size).toBe(16)
    }
  })

  it.each([
    ['worse', 0.31, 0.3],
    ['as good', 0.3, 0.1],
  ])('a config that is %s is told from the one in its place', (_, loss, kept) => {
    const bases = Array.from({ length: 100 }, (_, seed) => {
      const one = driver({ x: uniform(0, 1) }, { populationSize: 4, mutationFactor: 1e-9 }, seed)
      // For places 0 to 3, then for 0 and 1 once more. The next one is for place 2.
      for (const x of [0.2, 0.3, 0.4, 0.5, 0.9, 0.1]) {
        const trial = one.addThis({ config: { x }, params: { x } })
        one.end(trial, { loss: x === 0.1 ? loss : x })
      }
      const [child] = one.peek() as [Config]
      return Number((child['x'] as number).toFixed(6))
    })
    // Hardly any difference is added, so that children are what is in the other places.
    expect(new Set(bases)).toEqual(new Set([0.2, kept, 0.5]))
  })

  it('breeds from what is known from elsewhere', () => {
    const warmStart = Array.from({ length: 30 }, (_, i) => ({
      config: { x: i / 30 },
      metrics: { loss: Math.abs(i / 30 - 0.7) },
    }))
    const xs = driver({ x: uniform(0, 1) }, { warmStart, populationSize: 8 })
      .peek(40)
      .map(({ x }) => x as number)
    expect(xs.filter((x) => Math.abs(x - 0.7) < 0.25).length).toBeGreaterThan(30)
  })

  it('takes what failed or was stopped early as worse', () => {
    const one = driver(BOX)
    for (let n = 0; n < 400; n++) {
      for (const trial of one.add()) {
        const x0 = trial.config['x0'] as number
        const loss = sphere(trial.config)
        if (x0 < 0.3) one.end(trial, undefined, 'failed')
        else if (x0 < 0.5) one.end(trial, { loss: loss - 9, training_iteration: 1 }, 'stopped')
        else one.end(trial, { loss, training_iteration: 9 })
      }
    }
    const last = one.trials.slice(-50).filter(({ config }) => (config['x0'] as number) < 0.5)
    expect(last.length).toBeLessThan(20)
  })

  it('goes on in batches of any size', () => {
    for (const width of [1, 7, 32]) {
      const one = driver(BOX)
      while (one.trials.length < 900) {
        for (const trial of one.add(width)) one.end(trial, { loss: sphere(trial.config) })
      }
      expect(Math.min(...one.trials.map(({ config }) => sphere(config)))).toBeLessThan(0.01)
    }
  })

  it.each([
    [{ populationSize: 3 }, 'INVALID_OPTION'],
    [{ mutationFactor: 0 }, 'INVALID_OPTION'],
    [{ mutationFactor: 2.1 }, 'INVALID_OPTION'],
    [{ crossoverProb: -0.1 }, 'INVALID_OPTION'],
    [{ crossoverProb: Number.NaN }, 'INVALID_OPTION'],
    [{ F: 0.5 }, 'UNKNOWN_OPTION'],
  ])('refuses %j', (options, code) => {
    expect(() => new DESearch(options as DESearchOptions)).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it('is defined by its options', () => {
    const options = { populationSize: 6, mutationFactor: 0.8, crossoverProb: 0.9 }
    expect(new DESearch(options).toJSON()).toEqual({ name: 'de', options })
  })
})
