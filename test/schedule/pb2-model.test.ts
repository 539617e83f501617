import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cholesky } from '../../src/math/cholesky.ts'
import { dot } from '../../src/math/dot.ts'
import { GaussianProcess } from '../../src/math/gaussian-process.ts'
import { Random } from '../../src/math/random.ts'
import { rowStart } from '../../src/math/triangular.ts'
import { chooseWindow } from '../../src/schedule/pb2/choose-window.ts'
import { fitKernel, negativeLogLikelihood } from '../../src/schedule/pb2/fit-kernel.ts'
import { frameOf } from '../../src/schedule/pb2/frame.ts'
import { learn } from '../../src/schedule/pb2/improvement-model.ts'
import { Layout } from '../../src/schedule/pb2/layout.ts'
import { readBounds } from '../../src/schedule/pb2/read-bounds.ts'
import { suggest } from '../../src/schedule/pb2/suggest.ts'
import { covariancesAmong, distancesAmong } from '../../src/schedule/pb2/time-kernel.ts'
import { UpperBound } from '../../src/schedule/pb2/upper-bound.ts'
import type { Improvement } from '../../src/schedule/pb2/improvements.ts'
import type { ImprovementModel } from '../../src/schedule/pb2/improvement-model.ts'
import type { TimedPoints } from '../../src/schedule/pb2/time-kernel.ts'

function anyPoints(size: number, width: number, seed: number): TimedPoints {
  const random = Random.fromSeed(seed)
  return {
    size,
    width,
    times: Float64Array.from({ length: size }, () => random.next()),
    coordinates: Float64Array.from({ length: size * width }, () => random.next()),
  }
}

/** Improvements one after the other; `rate` says how much is gained where. */
function improvements(
  count: number,
  rate: (place: Float64Array, time: number) => number,
  { seed = 1, width = 1, noise = 0.05 } = {},
): readonly Improvement[] {
  const random = Random.fromSeed(seed)
  return Array.from({ length: count }, (_, time) => {
    const place = Float64Array.from({ length: width }, () => random.next())
    return { time, before: time / 10, place, rate: rate(place, time) + noise * random.normal() }
  })
}

const hill = (top: number): ((place: Float64Array) => number) => {
  return ([x = 0]) => 1 - 4 * (x - top) ** 2
}

function slopesAt(f: (x: Float64Array) => number, x: Float64Array): number[] {
  return Array.from(x, (value, i) => {
    const h = 1e-5
    const [up, down] = [h, -h].map((change) => f(x.with(i, value + change))) as [number, number]
    return (up - down) / (2 * h)
  })
}

describe('the kernel', () => {
  it('is v·exp(−‖x − x′‖²/ℓ)·(1 − ε)^(|t − t′|/2), with noise on the diagonal', () => {
    const points = {
      size: 2,
      width: 2,
      times: Float64Array.of(0.1, 0.7),
      coordinates: Float64Array.of(0, 0.5, 1, 0.2),
    }
    const kernel = { variance: 3, lengthScale: 0.8, epsilon: 0.2, noise: 0.1 }
    const [first, cross, second] = covariancesAmong(kernel, distancesAmong(points), 2)
    expect([first, second]).toEqual([3.1, 3.1])
    expect(cross).toBeCloseTo(3 * Math.exp(-(1 + 0.09) / 0.8) * 0.8 ** 0.3, 14)
  })

  it('has the slopes that it says', () => {
    const parameter = fc.double({ min: -3, max: 1, noNaN: true })
    const epsilon = fc.double({ min: -6, max: Math.log(0.5), noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        parameter,
        parameter,
        epsilon,
        parameter,
        (size, seed, v, l, e, n) => {
          const values = Float64Array.from(anyPoints(size, 1, seed + 1).times, (t) => 4 * t - 2)
          const distances = distancesAmong(anyPoints(size, 3, seed))
          const objective = negativeLogLikelihood(distances, values)
          const x = Float64Array.of(v, l, e, n)
          const gradient = new Float64Array(4)
          const value = objective(x, gradient)
          const measured = slopesAt((at) => objective(at, new Float64Array(4)), x)
          for (const [i, slope] of measured.entries()) {
            const room = 1e-5 * (1 + Math.abs(slope) + Math.abs(value))
            expect(Math.abs((gradient[i] as number) - slope)).toBeLessThan(room)
          }
        },
      ),
    )
  })

  it('is fitted so that nothing near it is likelier, and within its limits', () => {
    const points = anyPoints(60, 2, 5)
    const random = Random.fromSeed(9)
    const values = Float64Array.from(
      points.times,
      (t, i) => Math.sin(5 * (points.coordinates[2 * i] as number)) + t + 0.2 * random.normal(),
    )
    const distances = distancesAmong(points)
    const fitted = fitKernel(distances, values)
    expect(fitted.noise).toBeGreaterThan(0.01)
    expect(fitted.noise).toBeLessThan(0.2)
    const { variance, lengthScale, epsilon, noise } = fitted
    expect(lengthScale).toBeLessThanOrEqual(1)
    expect(epsilon >= 0.99e-5 && epsilon <= 0.501).toBe(true)
    const objective = negativeLogLikelihood(distances, values)
    const x = Float64Array.of(variance, lengthScale, epsilon, noise).map(Math.log)
    const here = objective(x, new Float64Array(4))
    for (let i = 0; i < 4; i++) {
      for (const change of [-0.3, 0.3]) {
        const near = x.with(i, (x[i] as number) + change)
        if (Math.exp(near[1] as number) > 1 || Math.exp(near[2] as number) < 1e-5) continue
        expect(objective(near, new Float64Array(4))).toBeGreaterThan(here - 1e-4)
      }
    }
  })

  it('takes what is the same everywhere, and a single point', () => {
    for (const size of [1, 2, 30]) {
      const kernel = fitKernel(distancesAmong(anyPoints(size, 2, 3)), new Float64Array(size))
      expect(Object.values(kernel).every((value) => value > 0 && value < 1e4)).toBe(true)
    }
  })
})

describe('the frame', () => {
  const of = (rates: readonly number[]): ReturnType<typeof frameOf> =>
    frameOf(
      rates.map((rate, i) => ({ time: 10 - i, before: i * i, place: new Float64Array(1), rate })),
    )

  it('has times and scores from 0 to 1, and rates by mean and standard deviation', () => {
    const frame = of([1, 2, 3, 4])
    expect([frame.time(7), frame.time(10), frame.time(4)]).toEqual([0, 1, -1])
    expect([frame.score(0), frame.score(9)]).toEqual([0, 1])
    expect(frame.rate(2.5)).toBe(0)
    expect(frame.rate(3.5)).toBeCloseTo(1 / Math.sqrt(1.25), 14)
    expect([frame.rate(99), frame.rate(-99)]).toEqual([2, -2])
  })

  it('is made of the newest 200', () => {
    const frame = of(
      Array.from({ length: 300 }, (_, i) => [1, 3, -1e9][Math.floor(i / 100)] as number),
    )
    expect(frame.rate(2)).toBeCloseTo(0, 14)
    expect(frame.rate(3)).toBeCloseTo(1, 14)
    expect(frame.time(10)).toBe(1)
    expect(frame.time(10 - 199)).toBe(0)
  })

  it.each([
    [[5]],
    [[5, 5, 5]],
    [[0, 0]],
    [[1e308, -1e308, 1e308]],
    [[5e-324, 0]],
    [[0.1, 0.1, 0.1]],
  ])('gives finite numbers for %o', (rates) => {
    const frame = of(rates)
    for (const value of [...rates, 0, 1e308, -1e308]) {
      expect(Math.abs(frame.rate(value))).toBeLessThanOrEqual(2)
      expect(Number.isFinite(frame.time(value))).toBe(true)
      expect(Number.isFinite(frame.score(value))).toBe(true)
    }
  })

  it('takes rates that differ by rounding alone for the same', () => {
    expect(of([0.3, 0.1 + 0.2]).rate(0.3)).toBe(0)
  })
})

describe('the window', () => {
  it('is all there is up to 200, and a step of ten from there on', () => {
    for (const [count, window] of [
      [1, 1],
      [199, 199],
      [200, 200],
      [209, 200],
    ] as const) {
      expect(learn(improvements(count, hill(0.5)), 1).points.size).toBe(window)
    }
    const { size } = learn(improvements(333, hill(0.5)), 1).points
    expect(size >= 200 && size <= 330 && size % 10 === 0).toBe(true)
  })

  /** Of 600 intervals in a world that may have turned around. */
  const windowIn = (seed: number, turned: number): number => {
    const random = Random.fromSeed(seed)
    const list = Array.from({ length: 600 }, (_, time) => {
      const place = Float64Array.from({ length: 4 }, () => random.next())
      const [a = 0, b = 0, c = 0] = place
      const sign = time < turned ? -1 : 1
      const rate = sign * (Math.sin(5 * a) + Math.cos(4 * b * c)) + 0.05 * random.normal()
      return { time, before: 0, place, rate }
    })
    return learn(list, 4).points.size
  }

  it.each([1, 2, 3])('ends where the world was another one, seed %d', (seed) => {
    expect(windowIn(seed, 350)).toBe(250)
  })

  it.each([1, 2, 3])('reaches far back where the world was the same, seed %d', (seed) => {
    expect(windowIn(seed, 0)).toBeGreaterThan(400)
  })

  it('makes the newest 200 the likeliest, given the older ones in it', () => {
    const kernel = { variance: 0.5, lengthScale: 0.3, epsilon: 0.1, noise: 0.5 }
    const chosen = [1, 2, 3].map((seed) => {
      const covariances = covariancesAmong(kernel, distancesAmong(anyPoints(240, 2, seed)), 240)
      const factor = Cholesky.of(covariances, 240) as Cholesky
      const values = drawn(factor, seed)
      // The same by the chain rule, one length at a time: log p(new, old) − log p(old).
      const logLikelihood = (from: number, to: number): number => {
        const size = to - from
        const part = new Float64Array(rowStart(size))
        for (let i = from; i < to; i++) {
          const start = rowStart(i)
          part.set(covariances.subarray(start + from, start + i + 1), rowStart(i - from))
        }
        const own = Cholesky.of(part, size) as Cholesky
        return new GaussianProcess(own, values.slice(from, to)).logLikelihood
      }
      const lengths = [200, 210, 220, 230, 240]
      const gains = lengths.map((n) => logLikelihood(0, n) - logLikelihood(200, n))
      const best = lengths[gains.indexOf(Math.max(...gains))] as number
      expect(chooseWindow(covariances, factor, values)).toBe(best)
      return best
    })
    expect(Math.max(...chosen)).toBeGreaterThan(200)
  })

  /** Values with these covariances: L z. */
  function drawn({ rows, size }: Cholesky, seed: number): Float64Array {
    const random = Random.fromSeed(`drawn ${seed}`)
    const z = Float64Array.from({ length: size }, () => random.normal())
    return z.map((_, i) => dot(rows.subarray(rowStart(i), rowStart(i + 1)), z.subarray(0, i + 1)))
  }
})

describe('the upper bound', () => {
  const start = { time: 1, score: 0.8 }
  const wide = (count: number): ImprovementModel =>
    learn(
      improvements(count, ([x = 0, y = 0]) => x * (1 - x) - y, { width: 2 }),
      2,
    )

  it('is mean plus κ standard deviations, worked the long way', () => {
    const model = wide(12)
    const pending = [Float64Array.of(0.9, 0.1), Float64Array.of(0.2, 0.2)]
    const { kernel, points, process } = model
    const kernelAt = (a: readonly number[], b: readonly number[]): number => {
      const [ta = 0, ...xa] = a
      const [tb = 0, ...xb] = b
      const square = xa.reduce((sum, value, i) => sum + (value - (xb[i] as number)) ** 2, 0)
      return (
        kernel.variance *
        Math.exp(-square / kernel.lengthScale) *
        (1 - kernel.epsilon) ** (Math.abs(ta - tb) / 2)
      )
    }
    const seen = Array.from(points.times, (time, i) => [
      time,
      ...points.coordinates.subarray(3 * i, 3 * i + 3),
    ])
    const all = [...seen, ...pending.map((place) => [1, 0.8, ...place])]
    const asked = [1, 0.8, 0.4, 0.6]
    const packed = new Float64Array(rowStart(all.length))
    for (const [i, a] of all.entries()) {
      for (let j = 0; j <= i; j++) {
        packed[rowStart(i) + j] = kernelAt(a, all[j] as number[]) + (i === j ? kernel.noise : 0)
      }
    }
    const covariances = Float64Array.from(all, (a) => kernelAt(a, asked))
    const solved = covariances.slice()
    ;(Cholesky.of(packed, all.length) as Cholesky).solve(solved)
    const reduction = solved.reduce((sum, w, i) => sum + w * (covariances[i] as number), 0)
    const mean = process.mean(covariances.subarray(0, 12))
    const expected = mean + 1.7 * Math.sqrt(kernel.variance - reduction)
    const bound = new UpperBound(model, start, pending, 1.7)
    expect(bound.at(Float64Array.of(0.4, 0.6))).toBeCloseTo(expected, 10)
    expect(new UpperBound(model, start, pending, 0).at(Float64Array.of(0.4, 0.6))).toBeCloseTo(
      mean,
      12,
    )
  })

  it('adds standard deviations, not variances', () => {
    const model = wide(12)
    const far = new UpperBound(model, start, [], 3).at(Float64Array.of(1e3, 1e3))
    expect(far).toBeCloseTo(3 * Math.sqrt(model.kernel.variance), 10)
  })

  it('has the slopes that it says', () => {
    const model = wide(30)
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { maxLength: 3 }),
        fc.tuple(coordinate, coordinate),
        fc.constantFrom(0, 0.5, 2),
        (pending, place, kappa) => {
          const places = pending.map((point) => Float64Array.from(point))
          const bound = new UpperBound(model, start, places, kappa)
          const at = Float64Array.from(place)
          const slopes = new Float64Array(2)
          bound.at(at, slopes)
          const measured = slopesAt((x) => bound.at(x), at)
          for (const [i, slope] of measured.entries()) {
            expect(Math.abs((slopes[i] as number) - slope)).toBeLessThan(
              1e-4 * (1 + Math.abs(slope)),
            )
          }
        },
      ),
    )
  })

  it('is lower where a choice is pending', () => {
    const model = wide(12)
    const place = Float64Array.of(0.3, 0.3)
    const alone = new UpperBound(model, start, [], 2).at(place)
    expect(new UpperBound(model, start, [place], 2).at(place)).toBeLessThan(alone - 0.01)
  })
})

describe('a suggestion', () => {
  const layout = new Layout(
    readBounds('PB2', { x: [0, 1], name: ['a', 'b', 'c'], flag: [true, false] }).tunables,
  )

  it('is where the bound is highest, categories included', () => {
    const random = Random.fromSeed(4)
    const list = Array.from({ length: 150 }, (_, time) => {
      const categories = [random.integer(0, 3), random.integer(0, 2)] as const
      const x = random.next()
      const place = layout.placeOfChoice({ numbers: Float64Array.of(x), categories })
      const top = [0.2, 0.8, 0.5][categories[0]] as number
      const rate = [0, 1, 0.5][categories[0]] as number
      return { time, before: 0, place, rate: rate + categories[1] - (x - top) ** 2 }
    })
    const bound = new UpperBound(learn(list, layout.width), { time: 1, score: 0 }, [], 0)
    for (const seed of [1, 2, 3]) {
      const { numbers, categories } = suggest(bound, layout, Random.fromSeed(seed))
      expect(categories).toEqual([1, 1])
      expect(numbers[0]).toBeCloseTo(0.8, 1)
    }
  })

  it('is not lower than at any of many random choices', () => {
    const model = learn(
      improvements(40, ([x = 0]) => Math.sin(12 * x), { width: layout.width }),
      layout.width,
    )
    const bound = new UpperBound(model, { time: 1, score: 1 }, [], 1)
    const found = bound.at(layout.placeOfChoice(suggest(bound, layout, Random.fromSeed(7))))
    const random = Random.fromSeed(8)
    for (let i = 0; i < 500; i++) {
      const choice = {
        numbers: Float64Array.of(random.next()),
        categories: [random.integer(0, 3), random.integer(0, 2)],
      }
      expect(bound.at(layout.placeOfChoice(choice))).toBeLessThanOrEqual(found + 1e-3)
    }
  })

  it('needs no numbers', () => {
    const names = new Layout(readBounds('PB2', { name: ['a', 'b', 'c'] }).tunables)
    const list = [0, 1, 2, 0, 1, 2].map((option, time) => ({
      time,
      before: 0,
      place: names.placeOfChoice({ numbers: new Float64Array(0), categories: [option] }),
      rate: option === 2 ? 1 : 0,
    }))
    const bound = new UpperBound(learn(list, names.width), { time: 1, score: 0 }, [], 0)
    expect(suggest(bound, names, Random.fromSeed(1)).categories).toEqual([2])
  })

  it('of much that was seen comes in good time', () => {
    const list = improvements(1000, ([x = 0]) => x, { width: 4 })
    const begun = performance.now()
    const numbers = new Layout(
      readBounds('PB2', { a: [0, 1], b: [0, 1], c: [0, 1], d: [0, 1] }).tunables,
    )
    const bound = new UpperBound(learn(list, 4), { time: 1, score: 1 }, [], 2)
    suggest(bound, numbers, Random.fromSeed(1))
    // It takes about a second; a fit of every window would take minutes.
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})
