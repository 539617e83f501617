import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hypervolume } from '../../src/math/hypervolume.ts'
import { Random } from '../../src/math/random.ts'
import { Codec } from '../../src/space/codec.ts'
import { choice } from '../../src/space/choice.ts'
import { compileSpace } from '../../src/space/space.ts'
import { randint } from '../../src/space/randint.ts'
import { uniform } from '../../src/space/uniform.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import { Cube } from '../../src/search/cube.ts'
import { frontsOf } from '../../src/search/nsga2/fronts.ts'
import { NSGA2Search, type NSGA2SearchOptions } from '../../src/search/nsga2/nsga2.ts'
import { nsga2Rules } from '../../src/search/nsga2/nsga2-options.ts'
import { simulatedBinary } from '../../src/search/nsga2/operators.ts'
import { Population } from '../../src/search/nsga2/population.ts'
import { Variation } from '../../src/search/nsga2/variation.ts'
import { dtlz2 } from '../../bench/functions/dtlz2.ts'
import { zdt1 } from '../../bench/functions/zdt.ts'
import { SearchDriver } from '../support/search-driver.ts'
import type { FinishedTrial } from '../../src/search/history.ts'
import type { Objective } from '../../src/math/score.ts'
import type { Task } from '../../bench/functions/task.ts'

function trial(number: number, values: readonly number[], more: Partial<FinishedTrial> = {}) {
  const coordinates = Float64Array.of(number)
  const base = { number, coordinates, memo: undefined, constraints: [], violation: 0 }
  return { ...base, values, outcome: 'completed', step: 1, ...more } as FinishedTrial
}

const numbers = (fronts: readonly (readonly FinishedTrial[])[]): number[][] =>
  fronts.map((front) => front.map((one) => one.number))

describe('fronts', () => {
  it('are those of the values among full trials that keep their constraints', () => {
    const trials = [
      [1, 4],
      [2, 3],
      [3, 3],
      [4, 1],
      [5, 5],
    ].map((v, i) => trial(i, v))
    expect(numbers(frontsOf(trials, 1))).toEqual([[0, 1, 3], [2], [4]])
  })

  it('put what was pruned behind what is full, and violations last', () => {
    const trials = [
      trial(0, [0], { violation: 2 }),
      trial(1, [0], { outcome: 'stopped', step: 3 }),
      trial(2, [9]),
      trial(3, [0], { violation: Number.POSITIVE_INFINITY }),
      trial(4, [5], { outcome: 'stopped', step: 9 }),
      trial(5, [8], { outcome: 'stopped', step: 10 }),
      trial(6, [7], { violation: 1 }),
      trial(7, [6], { outcome: 'stopped', step: 3, violation: 1 }),
    ]
    expect(numbers(frontsOf(trials, 10))).toEqual([[5], [2], [4], [1], [7], [6], [0], [3]])
  })
})

describe('the population', () => {
  const ids = (population: Population): number[] =>
    population.ranked().map(({ coordinates }) => coordinates[0] as number)

  it('keeps the best of one metric', () => {
    const population = new Population(3)
    for (const [i, value] of [5, 1, 4, 2, 9, 3, 0].entries()) population.add(trial(i, [value]))
    expect(ids(population)).toEqual([6, 1, 3])
    expect(population.ranked().map(({ front }) => front)).toEqual([0, 1, 2])
  })

  it('keeps of a front those that are far from others', () => {
    const population = new Population(3)
    for (const [i, x] of [0, 1, 0.5, 0.1, 0.55].entries()) population.add(trial(i, [x, 1 - x]))
    expect(ids(population)).toEqual([0, 1, 2])
  })

  it('leaves out what says nothing', () => {
    const population = new Population(2)
    const odd = [
      [Number.NaN, 0],
      [0, Number.POSITIVE_INFINITY],
      [1, 1],
      [Number.NEGATIVE_INFINITY, 2],
    ]
    for (const [i, values] of odd.entries()) population.add(trial(i, values))
    expect(ids(population)).toEqual([2, 3])
    expect(population.isFull).toBe(true)
  })

  it('never loses what nobody beats while there is room, whatever comes', () => {
    const value = fc.integer({ min: 0, max: 8 })
    const some = fc.record({
      values: fc.tuple(value, value),
      violation: fc.constantFrom(0, 0, 0, 1, 2),
    })
    const size = 15
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 60 }), (all) => {
        const trials = all.map(({ values, violation }, i) => trial(i, values, { violation }))
        const population = new Population(size)
        for (const one of trials) population.add(one)
        const members = ids(population)
        expect(members).toHaveLength(Math.min(size, trials.length))
        const [best = []] = numbers(frontsOf(trials, 1))
        fc.pre(best.length <= size)
        const front = population.ranked().filter((member) => member.front === 0)
        expect(new Set(front.map(({ coordinates }) => coordinates[0]))).toEqual(new Set(best))
      }),
    )
  })

  it('takes for pruned what was stopped before a longer trial came', () => {
    const population = new Population(2)
    population.add(trial(0, [1], { outcome: 'stopped', step: 3 }))
    population.add(trial(1, [2], { outcome: 'stopped', step: 3 }))
    population.add(trial(2, [9], { step: 10 }))
    expect(ids(population)).toEqual([2, 0])
    population.add(trial(3, [0], { outcome: 'stopped', step: 2 }))
    expect(ids(population)).toEqual([2, 0])
  })

  it('grows with the trials unless its size is given', () => {
    const population = new Population(undefined)
    const random = Random.fromSeed(1)
    const sizes: number[] = []
    for (let i = 1; i <= 3000; i++) {
      population.add(trial(i, [random.next(), random.next()]))
      if ([9, 10, 100, 400, 3000].includes(i)) sizes.push(population.ranked().length)
      expect(population.isFull).toBe(i >= 10)
    }
    expect(sizes).toEqual([9, 10, 10, 20, 50])
  })
})

describe('children', () => {
  const cube = new Cube(
    new Codec(
      compileSpace({
        x: uniform(0, 1),
        n: randint(0, 4),
        kind: choice(['a', 'b', 'c']),
        deep: choice([
          { k: 'u', y: uniform(0, 1) },
          { k: 'v', z: randint(0, 3) },
        ]),
      }),
    ),
  )
  const paths = cube.sides.map(({ path }) => path)
  const random = Random.fromSeed(1)
  const parents = (): readonly [Float64Array, Float64Array] => {
    const place = (): Float64Array => cube.snap(cube.draw(random)).coordinates
    return [place(), place()]
  }
  const child = (a: Float64Array, b: Float64Array, options: NSGA2SearchOptions): Float64Array =>
    new Variation(cube.sides, nsga2Rules(options)).child(
      { coordinates: a },
      { coordinates: b },
      random,
    )

  it.each(['uniform', 'sbx'] as const)(
    'by %s are inside, and have what a parent has',
    (crossover) => {
      for (let i = 0; i < 500; i++) {
        const [a, b] = parents()
        const c = child(a, b, { crossover, mutationProb: i % 2 })
        for (const [k, x] of c.entries()) {
          const isInactive = Number.isNaN(a[k]) && Number.isNaN(b[k])
          expect(Number.isNaN(x)).toBe(isInactive)
          expect(isInactive || (x >= 0 && x <= 1)).toBe(true)
        }
      }
    },
  )

  it('are mixed of both where nothing mutates, and other than both', () => {
    let mixed = 0
    for (let i = 0; i < 300; i++) {
      const [a, b] = parents()
      const c = child(a, b, { mutationProb: 0 })
      const strange = [...c].filter((x, k) => !Object.is(x, a[k]) && !Object.is(x, b[k]))
      expect(strange.length).toBeLessThanOrEqual(1)
      if (strange.length === 0) mixed += 1
      expect(c).not.toEqual(a)
      expect(c).not.toEqual(b)
    }
    expect(mixed).toBeGreaterThan(150)
  })

  it('differ in the value where one is changed, also among few', () => {
    const variation = new Variation(cube.sides, nsga2Rules({ mutationProb: 0 }))
    const changed = new Set<string>()
    for (let i = 0; i < 300; i++) {
      const [a] = parents()
      const mutant = variation.mutant({ coordinates: a }, random)
      const differing = cube.sides.filter(({ index, axis }) => {
        const [before, after] = [a[index] as number, mutant[index] as number]
        return !Number.isNaN(before) && axis.fromUnit(before) !== axis.fromUnit(after)
      })
      expect(differing).toHaveLength(1)
      for (const { path } of differing) changed.add(path)
    }
    expect([...changed].sort()).toEqual([...paths].sort())
  })

  it('by sbx have the middle of their parents on average, and spread as these do', () => {
    const draws = Array.from({ length: 20_000 }, () => {
      const isFirst = random.next() < 0.5
      return isFirst ? simulatedBinary(0.45, 0.55, random) : simulatedBinary(0.55, 0.45, random)
    })
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    expect(mean).toBeCloseTo(0.5, 2)
    const between = draws.filter((x) => x > 0.45 && x < 0.55).length / draws.length
    // Half of the children lie between their parents, half outside.
    expect(between).toBeCloseTo(0.5, 1)
    expect(simulatedBinary(0.3, 0.3, random)).toBe(0.3)
    expect(simulatedBinary(0, 1, random)).toBeGreaterThanOrEqual(0)
  })
})

describe('NSGA2Search', () => {
  const objectivesOf = (task: Task): Objective[] =>
    (task.reference ?? []).map((_, i) => ({ metric: `f${i}`, mode: 'min' }))
  const score = (name: string, task: Task, { seed = 1, trials = 100 } = {}): number => {
    const objectives = objectivesOf(task)
    const driver = new SearchDriver(createSearcher(name), task.space, { objectives, seed })
    const points: (readonly number[])[] = []
    driver.play(trials, (config) => {
      const values = task.evaluate(config)
      points.push(values)
      return Object.fromEntries(values.map((value, i) => [`f${i}`, value]))
    })
    return hypervolume(points, task.reference ?? [])
  }

  it.each([zdt1, dtlz2])('finds a better front than an even search: $name', (task) => {
    for (const seed of [1, 2]) {
      expect(score('nsga2', task, { seed })).toBeGreaterThan(score('quasi-random', task, { seed }))
    }
  })

  it('pursues what is to be large too', () => {
    const space = { x: uniform(0, 1), y: uniform(0, 1) }
    const objectives: Objective[] = [
      { metric: 'up', mode: 'max' },
      { metric: 'down', mode: 'min' },
    ]
    const driver = new SearchDriver(new NSGA2Search(), space, { objectives })
    const played = driver.play(80, (config) => {
      const { x, y } = config as { x: number; y: number }
      return { up: x - y, down: -x - y }
    })
    const late = played.slice(-20).map(({ config }) => config['x'] as number)
    expect(late.reduce((sum, x) => sum + x, 0) / late.length).toBeGreaterThan(0.9)
  })

  it('begins evenly, and goes on as soon as enough trials have brought something', () => {
    const space = { x: uniform(0, 1) }
    const driver = new SearchDriver(new NSGA2Search({ populationSize: 8 }), space)
    const first = driver.add(8).map((one) => ({ ...one, x: one.config['x'] as number }))
    expect(new Set(first.map(({ x }) => Math.floor(8 * x))).size).toBe(8)
    for (const one of first) driver.end(one, { loss: Math.abs(one.x - 0.3) })
    const children = driver.peek(20).map((config) => config['x'] as number)
    const near = children.filter((x) => Math.abs(x - 0.3) < 0.35)
    expect(near.length).toBeGreaterThan(15)
  })

  it('is found by its name, and is written down whole', () => {
    const options = {
      populationSize: 30,
      crossoverProb: 0.8,
      mutationProb: 0.2,
      swappingProb: 0.4,
      crossover: 'sbx',
      constraints: ['g'],
    } as const
    const json = new NSGA2Search(options).toJSON()
    expect(json).toEqual({
      name: 'nsga2',
      options,
    })
    expect(createSearcher('NSGA2', json.options).toJSON?.()).toEqual(json)
  })

  it.each([
    [{ populationSize: 1 }, 'INVALID_OPTION', /populationSize is 1\b.*at least 2/],
    [{ populationSize: 10.5 }, 'INVALID_OPTION', /populationSize is 10.5/],
    [{ crossoverProb: 1.1 }, 'INVALID_OPTION', /crossoverProb is 1.1\. Give a number from 0 to 1/],
    [{ mutationProb: Number.NaN }, 'INVALID_OPTION', /mutationProb is NaN/],
    [{ swappingProb: '0.5' }, 'INVALID_OPTION', /swappingProb is "0.5"/],
    [{ crossover: 'blx' }, 'INVALID_OPTION', /'uniform' or 'sbx'/],
    [{ populationsize: 3 }, 'UNKNOWN_OPTION', /Did you mean populationSize\?/],
  ])('refuses %j', (options, code, message) => {
    const make = (): unknown => createSearcher('nsga2', options)
    expect(make).toThrow(expect.objectContaining({ code }))
    expect(make).toThrow(message)
  })
})
