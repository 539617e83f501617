import { describe, expect, it } from 'vitest'
import { Gaussian, type Step } from '../../../src/search/cma-es/gaussian.ts'
import { LearningRates } from '../../../src/search/cma-es/learning-rates.ts'
import { rankWeights } from '../../../src/search/cma-es/rank-weights.ts'
import { strategyOf, usualPopulation } from '../../../src/search/cma-es/strategy.ts'
import { warmStart } from '../../../src/search/cma-es/warm-start.ts'
import { largestDifference } from '../../math/matrices.ts'
import {
  ADAPTED,
  COVARIANCE,
  ORDINARY,
  RUNAWAY,
  STRATEGIES,
  WARM,
  type State,
} from './reference.ts'

/** By how much a distribution differs, at most, from what it should be. */
function differenceOf(gaussian: Gaussian, expected: State): number {
  return Math.max(
    largestDifference(gaussian.mean, expected.mean),
    Math.abs(gaussian.sigma - expected.sigma),
    largestDifference(gaussian.covariance, expected.covariance),
    largestDifference(gaussian.pathSigma, expected.pathSigma),
    largestDifference(gaussian.pathC, expected.pathC),
  )
}

/** The samples that the reference was told, best first; they come from no distribution. */
function samples(generation: number, count: number, size: number, drift: number): number[][] {
  return Array.from({ length: count }, (_, k) =>
    Array.from({ length: size }, (_, i) => {
      const wave = 0.17 * Math.sin(1.3 * k + 2.1 * i + 0.7 * generation)
      return 0.5 + drift * (generation + 1) + wave + 0.05 * Math.cos(2.9 * k * i + generation)
    }),
  )
}

function stepsOf(points: readonly (readonly number[])[], { mean, sigma }: Gaussian): Step[] {
  return points.map((point) => {
    const y = Float64Array.from(point, (x, i) => (x - (mean[i] as number)) / sigma)
    return { y, pull: y }
  })
}

const noTies = (): boolean => false

describe('strategyOf', () => {
  it.each(Object.entries(STRATEGIES))(
    'has the parameters of the tutorial for %s',
    (key, expected) => {
      const [dimensions, population] = key.split(',').map(Number) as [number, number]
      const strategy = strategyOf(dimensions, population)
      for (const [name, value] of Object.entries(expected)) {
        const actual = [strategy[name as 'muEff' | 'weights']].flatMap((x) =>
          typeof x === 'number' ? x : [...x],
        )
        expect(largestDifference(actual, [value].flat())).toBeLessThan(1e-11)
      }
    },
  )

  it('has 4 + ⌊3 ln d⌋ trials in a generation', () => {
    expect([0, 1, 2, 5, 10, 40, 200].map(usualPopulation)).toEqual([4, 4, 6, 8, 10, 15, 19])
  })
})

describe('an update', () => {
  it('is that of the tutorial', () => {
    const strategy = strategyOf(3, 7)
    const gaussian = new Gaussian(strategy, {
      mean: Float64Array.of(0.5, 0.45, 0.4),
      sigma: 0.2,
      covariance: Float64Array.from(COVARIANCE),
    })
    for (const [g, expected] of ORDINARY.entries()) {
      gaussian.update(stepsOf(samples(g, 7, 3, 0), gaussian), rankWeights(strategy, noTies))
      expect(differenceOf(gaussian, expected)).toBeLessThan(1e-9)
    }
  })

  it('holds the path of the covariance while the step size runs away', () => {
    const strategy = strategyOf(2, 6)
    const gaussian = new Gaussian(strategy, { mean: Float64Array.of(0.5, 0.45), sigma: 0.1 })
    for (const [g, expected] of RUNAWAY.entries()) {
      gaussian.update(stepsOf(samples(g, 6, 2, 0.35), gaussian), rankWeights(strategy, noTies))
      expect(differenceOf(gaussian, expected)).toBeLessThan(1e-9)
      expect([...gaussian.pathC]).toEqual([0, 0])
    }
  })

  it('with learning rates that adapt is that of their paper', () => {
    const strategy = strategyOf(3, 7)
    const gaussian = new Gaussian(strategy, {
      mean: Float64Array.of(0.5, 0.45, 0.4),
      sigma: 0.2,
      covariance: Float64Array.from(COVARIANCE),
    })
    const rates = new LearningRates(3)
    for (const [g, expected] of ADAPTED.entries()) {
      rates.update(gaussian, stepsOf(samples(g, 7, 3, 0), gaussian), rankWeights(strategy, noTies))
      expect(differenceOf(gaussian, expected)).toBeLessThan(1e-9)
    }
  })

  it('moves the mean by what pulls alone', () => {
    const strategy = strategyOf(2, 6)
    const gaussian = new Gaussian(strategy, { mean: Float64Array.of(0.5, 0.5), sigma: 0.2 })
    const whole = stepsOf(samples(0, 6, 2, 0), gaussian)
    const steps = whole.map(({ y }) => ({ y, pull: Float64Array.of(y[0] as number, 0) }))
    const other = new Gaussian(strategy, { mean: Float64Array.of(0.5, 0.5), sigma: 0.2 })
    gaussian.update(steps, rankWeights(strategy, noTies))
    other.update(whole, rankWeights(strategy, noTies))
    expect(gaussian.mean[0]).toBe(other.mean[0])
    expect(gaussian.mean[1]).toBe(0.5)
    expect(gaussian.sigma).toBe(other.sigma)
    expect(gaussian.covariance).toEqual(other.covariance)
  })
})

describe('steps', () => {
  it('have the covariance, and whitening undoes it', () => {
    const gaussian = new Gaussian(strategyOf(3, 7), {
      mean: new Float64Array(3),
      sigma: 1,
      covariance: Float64Array.from(COVARIANCE),
    })
    const sum = new Float64Array(9)
    for (let k = 0; k < 3; k++) {
      const z = new Float64Array(3)
      z[k] = 1
      const y = gaussian.step(z)
      const white = gaussian.whiten(y)
      expect(Math.hypot(...white)).toBeCloseTo(1, 12)
      for (let i = 0; i < 9; i++) {
        sum[i] = (sum[i] as number) + (y[Math.floor(i / 3)] as number) * (y[i % 3] as number)
      }
    }
    expect(largestDifference(sum, COVARIANCE)).toBeLessThan(1e-9)
  })

  it('stay finite where the covariance is not', () => {
    const gaussian = new Gaussian(strategyOf(2, 6), {
      mean: new Float64Array(2),
      sigma: 1,
      covariance: Float64Array.of(Number.NaN, 0, 0, 1),
    })
    expect([...gaussian.step(Float64Array.of(1, 2))]).toEqual([1, 2])
    expect([...gaussian.covariance]).toEqual([1, 0, 0, 1])
  })
})

describe('rankWeights', () => {
  const strategy = strategyOf(5, 8)

  it('are those of the strategy where all are different', () => {
    const { mean, covariance } = rankWeights(strategy, noTies)
    expect(covariance).toEqual(strategy.weights)
    expect([...mean]).toEqual([...strategy.weights.slice(0, 4), 0, 0, 0, 0])
  })

  it('are shared by those that are equally good, and sum to the same', () => {
    const { mean, covariance } = rankWeights(strategy, (i) => i > 3)
    const sum = (weights: Float64Array): number => weights.reduce((a, b) => a + b, 0)
    expect(mean.slice(0, 3)).toEqual(strategy.weights.slice(0, 3))
    expect(new Set(mean.slice(3)).size).toBe(1)
    expect(new Set(covariance.slice(3)).size).toBe(1)
    expect(sum(mean)).toBeCloseTo(1, 12)
    expect(sum(covariance)).toBeCloseTo(sum(strategy.weights), 12)
  })
})

describe('warmStart', () => {
  const points = Array.from({ length: 4 }, (_, k) =>
    Float64Array.of(
      0.1 + 0.03 * k + 0.1 * Math.sin(k),
      0.7 - 0.02 * k,
      0.5 + 0.1 * Math.cos(3 * k),
    ),
  )

  it('is as wide as the best points lie', () => {
    const { mean, sigma, covariance } = warmStart(points, 3)
    expect(largestDifference(mean, WARM.mean)).toBeLessThan(1e-9)
    expect(sigma).toBeCloseTo(WARM.sigma, 10)
    expect(largestDifference(covariance as Float64Array, WARM.covariance)).toBeLessThan(1e-9)
  })

  it('takes what points do not have as nothing said', () => {
    const holes = points.map((point, i) => point.map((x, k) => (k === 1 && i > 0 ? Number.NaN : x)))
    expect(warmStart(holes, 3).mean[1]).toBeCloseTo(0.7, 12)
    const none = points.map((point) => point.map((x, k) => (k === 1 ? Number.NaN : x)))
    const { mean, sigma, covariance } = warmStart(none, 3)
    expect(mean[1]).toBe(0.5)
    expect(sigma ** 2 * (covariance?.[4] as number)).toBeCloseTo(0.01, 12)
  })
})
