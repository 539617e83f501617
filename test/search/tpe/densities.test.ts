import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/math/random.ts'
import { neighbourWidths, sharedWidth } from '../../../src/search/tpe/bandwidths.ts'
import { densityOf, type Shape } from '../../../src/search/tpe/densities.ts'
import { Mixture } from '../../../src/search/tpe/mixture.ts'
import { Observations } from '../../../src/search/tpe/observations.ts'
import { RangeKernels } from '../../../src/search/tpe/range-kernels.ts'
import { Sample } from '../../../src/search/tpe/sample.ts'
import { choice } from '../../../src/space/choice.ts'
import { lograndint } from '../../../src/space/lograndint.ts'
import { randint } from '../../../src/space/randint.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { cubeOf, known, places, trial } from './trials.ts'
import type { Cube } from '../../../src/search/cube.ts'

const SHAPE: Shape = {
  priorWeight: 1,
  widths: 'shared',
  considerEndpoints: false,
  considerMagicClip: true,
}
const shapes = [SHAPE, { ...SHAPE, widths: 'neighbours' as const }]

function density(cube: Cube, points: readonly Float64Array[], shape: Shape): Mixture {
  const observations = new Observations(cube)
  observations.fold(known(points.map((coordinates) => trial([0], { coordinates }))))
  const finished = points.map((_, i) => i)
  const weights = Float64Array.from(points, (_, i) => 1 + (i % 3))
  return densityOf(new Sample({ observations, finished, running: [], weights }), cube.sides, shape)
}

/** The middles of all values of a side. */
function values({ sides }: Cube, k = 0): number[] {
  const { axis, size } = sides[k] as Cube['sides'][number]
  const fine = Array.from({ length: 4000 }, (_, i) => axis.toUnit(axis.fromUnit((i + 0.5) / 4000)))
  const all = [...new Set(fine)]
  expect(all).toHaveLength(size)
  return all
}

describe('a density', () => {
  it.each(shapes)('of a continuous side integrates to 1 ($widths)', (shape) => {
    const cube = cubeOf({ x: uniform(0, 1) })
    for (const count of [0, 1, 2, 7, 200]) {
      const model = density(cube, places(cube, count), shape)
      const steps = 20_000
      let sum = 0
      for (let i = 0; i < steps; i++) {
        sum += Math.exp(model.logDensity(Float64Array.of((i + 0.5) / steps))) / steps
      }
      expect(sum).toBeCloseTo(1, 5)
    }
  })

  it.each(shapes)('of two sides integrates to 1, one of them with values ($widths)', (shape) => {
    const cube = cubeOf({ x: uniform(0, 1), k: choice(['a', 'b', 'c']) })
    const model = density(cube, places(cube, 12), shape)
    const steps = 2000
    let sum = 0
    for (const k of values(cube, 1)) {
      for (let i = 0; i < steps; i++) {
        sum += Math.exp(model.logDensity(Float64Array.of((i + 0.5) / steps, k))) / steps
      }
    }
    expect(sum).toBeCloseTo(1, 5)
  })

  it.each(
    [
      randint(0, 7),
      lograndint(1, 300),
      choice(['a', 'b', 'c', 'd']),
      choice([1, 2, 4], { ordered: true }),
    ].flatMap((domain) => shapes.map((shape) => ({ domain, shape }))),
  )('of a side with values sums to 1 (%#)', ({ domain, shape }) => {
    const cube = cubeOf({ x: domain })
    for (const count of [0, 1, 5, 60]) {
      const model = density(cube, places(cube, count), shape)
      const sum = values(cube).reduce(
        (s, x) => s + Math.exp(model.logDensity(Float64Array.of(x))),
        0,
      )
      expect(sum).toBeCloseTo(1, 9)
    }
  })

  it.each(shapes)('is what its samples have ($widths)', (shape) => {
    const cube = cubeOf({ x: randint(0, 5), y: choice(['a', 'b']) })
    const model = density(cube, places(cube, 6), shape)
    const random = Random.fromSeed(3)
    const counts = new Map<string, number>()
    const draws = 40_000
    for (let i = 0; i < draws; i++) {
      const key = model.sample(random).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    for (const x of values(cube, 0)) {
      for (const y of values(cube, 1)) {
        const share = (counts.get([x, y].join()) ?? 0) / draws
        expect(Math.abs(share - Math.exp(model.logDensity(Float64Array.of(x, y))))).toBeLessThan(
          0.01,
        )
      }
    }
  })

  it('of many sides leaves nothing out that matters', () => {
    const width = 0.05
    const point = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 6,
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 30 }), point, (points, at) => {
        const columns = at.map((_, k) =>
          Float64Array.from([...points.map((p) => p[k] as number), Number.NaN]),
        )
        const size = points.length + 1
        const widths = new Float64Array(size).fill(width)
        const model = new Mixture(new Float64Array(size).fill(1), (tops) =>
          columns.map((column) => new RangeKernels(column, widths, tops)),
        )
        const logs = points.map((p) =>
          at.reduce((sum, x, k) => sum + logNormal(x, p[k] as number, width), 0),
        )
        logs.push(0)
        const most = Math.max(...logs)
        const plain =
          most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / size)
        expect(model.logDensity(Float64Array.from(at))).toBeCloseTo(plain, 6)
      }),
    )
  })

  // Expected values were computed with 80 digits and rounded once.
  it.each([
    [0.5, 0.5, 0.1, 1.383647133092681],
    [0, 1, 0.01, -4995.620621166657],
    [1, 0, 0.01, -4995.620621166657],
    [0.3, 0.9, 0.003, -19995.109795542892],
    [0, 0, 1, 0.15592379365739864],
    [1, 1, 0.2, 1.383647133092681],
    [0.999, 0.02, 0.05, -189.1889298894229],
    [0.4, 0.5, 10, 0.0003665972277343748],
    [1, 0, 0.0005, -1999992.624888893],
  ])('at %d around %d with width %d is right in its logarithm', (x, mean, width, expected) => {
    const tops = new Float64Array(1)
    const kernels = new RangeKernels(Float64Array.of(mean), Float64Array.of(width), tops)
    const log = (tops[0] as number) + kernels.logAt(0, x)
    expect(Math.abs(log - expected)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)))
  })

  it('is that of the prior alone where a trial lacks the side', () => {
    const cube = cubeOf({ m: choice([{ x: uniform(0, 1) }, { y: uniform(0, 1) }]) })
    const points = [Float64Array.of(0.25, 0.1, Number.NaN)]
    const observations = new Observations(cube)
    observations.fold(known(points.map((coordinates) => trial([0], { coordinates }))))
    const weights = Float64Array.of(1)
    const sample = new Sample({ observations, finished: [0], running: [], weights })
    const model = densityOf(sample, cube.sides.slice(2), SHAPE)
    expect(model.logDensity(Float64Array.of(0.3))).toBeCloseTo(0, 12)
  })
})

/** Of a normal distribution cut to [0, 1]; the cut is reckoned by Simpson's rule. */
function logNormal(x: number, mean: number, sd: number): number {
  const steps = 400
  const top = (y: number): number => Math.exp(-0.5 * ((y - mean) / sd) ** 2)
  let mass = 0
  for (let i = 0; i <= steps; i++) {
    mass += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * top(i / steps)
  }
  return -0.5 * ((x - mean) / sd) ** 2 - Math.log(mass / (3 * steps))
}

describe('widths', () => {
  it('follow Scott’s rule with one more point that is spread evenly', () => {
    const so = { dimensions: 3, least: 0.001 }
    const column = Float64Array.of(0.2, 0.6, Number.NaN, 0.4)
    const width = sharedWidth(column, Float64Array.of(1, 1, 5, 1), so)
    const variance = (3 * (0.08 / 3) + 1 / 12) / 4
    expect(width).toBeCloseTo(0.7 * Math.sqrt(variance) * 3 ** (-1 / 7), 12)
    expect(sharedWidth(Float64Array.of(Number.NaN), Float64Array.of(1), so)).toBe(1)
    const same = new Float64Array(1e5).fill(0.5)
    expect(sharedWidth(same, same, { dimensions: 1, least: 0.01 })).toBe(0.01)
  })

  it('are as far as the farther neighbour', () => {
    const sorted = Float64Array.of(0.1, 0.15, 0.5, 0.9)
    const widths = (endpoints: boolean): number[] =>
      [...neighbourWidths(sorted, { endpoints, least: 0.07 })].map((w) => Number(w.toFixed(9)))
    expect(widths(false)).toEqual([0.07, 0.35, 0.4, 0.4])
    expect(widths(true)).toEqual([0.1, 0.35, 0.4, 0.4])
    expect([...neighbourWidths(Float64Array.of(0.3), { endpoints: false, least: 0.1 })]).toEqual([
      0.7,
    ])
    expect(neighbourWidths(new Float64Array(), { endpoints: true, least: 0.1 })).toHaveLength(0)
  })

  it('see trials that run in their places', () => {
    const cube = cubeOf({ x: uniform(0, 1) })
    const observations = new Observations(cube)
    const at = (x: number): Float64Array => Float64Array.of(x)
    observations.fold(known([0.8, 0.2, 0.5, 0.2].map((x) => trial([0], { coordinates: at(x) }))))
    const running = [0.6, 0.1].map((x) => trial([0], { coordinates: at(x) }))
    const weights = new Float64Array(5).fill(1)
    const sample = new Sample({ observations, finished: [0, 1, 3], running, weights })
    const [side] = cube.sides as [Cube['sides'][number]]
    const column = sample.column(side)
    expect([...column]).toEqual([0.8, 0.2, 0.2, 0.6, 0.1, Number.NaN])
    expect([...sample.order(side, column)]).toEqual([4, 1, 2, 3, 0])
  })
})

describe('columns', () => {
  const shared = (a: unknown, b: unknown): boolean => {
    const cube = cubeOf({
      m: choice([
        { k: 1, x: a },
        { k: 2, x: b },
      ]),
    })
    const observations = new Observations(cube)
    const [, first, second] = cube.sides as [unknown, Cube['sides'][number], Cube['sides'][number]]
    return observations.number(first) === observations.number(second)
  }

  it('are shared by the same parameter of several options', () => {
    expect(shared(uniform(0, 1), uniform(0, 1))).toBe(true)
    expect(shared(uniform(0, 1), uniform(0, 2))).toBe(false)
    expect(shared(randint(1, 9), lograndint(1, 9))).toBe(false)
    expect(shared(choice(['a', 'b']), choice(['c', 'd']))).toBe(false)
  })

  it('are read anew when trials are revived', () => {
    const cube = cubeOf({ x: uniform(0, 1) })
    const observations = new Observations(cube)
    const all = places(cube, 40).map((coordinates) => trial([0], { coordinates }))
    observations.fold(known(all))
    observations.fold(known(all.slice(5), { epoch: 1 }))
    const [side] = cube.sides as [Cube['sides'][number]]
    const { order, coordinates } = observations.column(side)
    expect(order).toHaveLength(35)
    const sorted = order.map((i) => coordinates[i] as number)
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b))
    expect(coordinates[0]).toBe(all[5]?.coordinates[0])
  })
})
