import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/math/random.ts'
import { Gaussian } from '../../../src/search/cma-es/gaussian.ts'
import { Restarts } from '../../../src/search/cma-es/restarts.ts'
import { StopRules } from '../../../src/search/cma-es/stop-rules.ts'
import { strategyOf } from '../../../src/search/cma-es/strategy.ts'

const FIRST = { populationSize: 8, sigma: 0.2 }

function gaussian(sigma: number, covariance?: Float64Array): Gaussian {
  const mean = Float64Array.of(0.5, 0.5)
  return new Gaussian(strategyOf(2, 6), { mean, sigma, ...(covariance && { covariance }) })
}

function rulesOf(one: Gaussian): StopRules {
  return new StopRules(one, { sigma: 0.2, dimensions: 2, populationSize: 6 })
}

describe('StopRules', () => {
  it('go on where all is well', () => {
    const rules = rulesOf(gaussian(0.2))
    for (let g = 0; g < 100; g++) rules.record([1 / (g + 1), 2])
    expect(rules.reason()).toBeUndefined()
  })

  it('stop when values do not differ over 10 + ⌈30 d/λ⌉ generations, failures aside', () => {
    const rules = rulesOf(gaussian(0.2))
    rules.record([1, 5])
    for (let g = 0; g < 19; g++) {
      rules.record(g % 2 === 0 ? [1, 1 + 1e-13, Number.NaN] : [Number.POSITIVE_INFINITY])
      expect(rules.reason()).toBeUndefined()
    }
    rules.record([1])
    expect(rules.reason()).toMatch(/no longer differ/)
  })

  it('stop where no trial ends well', () => {
    const rules = rulesOf(gaussian(0.2))
    for (let g = 0; g < 19; g++) rules.record([Number.NaN, Number.POSITIVE_INFINITY])
    expect(rules.reason()).toBeUndefined()
    rules.record([Number.NaN])
    expect(rules.reason()).toMatch(/no trial ends well/)
  })

  it.each([
    ['too large', gaussian(1.1e4)],
    ['too different', gaussian(1e-5, Float64Array.of(1e15, 0, 0, 1))],
    ['too small', gaussian(1e-13)],
    ['too small to matter', gaussian(1e-17)],
    ['too small to matter', gaussian(1e-3, Float64Array.of(1e-27, 0, 0, 1e-27))],
  ])('stop when steps become %s', (reason, one) => {
    expect(rulesOf(one).reason()).toContain(reason)
  })

  it('look at values alone where there are no numbers', () => {
    const rules = new StopRules(undefined, { sigma: 0.2, dimensions: 2, populationSize: 6 })
    expect(rules.reason()).toBeUndefined()
    for (let g = 0; g < 20; g++) rules.record([1])
    expect(rules.reason()).toBeDefined()
  })
})

describe('Restarts', () => {
  const random = Random.fromSeed(1)

  it('ipop doubles the population each time', () => {
    const restarts = new Restarts('ipop', FIRST)
    const plans = [1, 2, 3].map(() => restarts.next(100, random))
    expect(plans.map((plan) => plan?.populationSize)).toEqual([16, 32, 64])
    expect(plans.map((plan) => plan?.sigma)).toEqual([0.2, 0.2, 0.2])
  })

  it('none goes on', () => {
    expect(new Restarts('none', FIRST).next(100, random)).toBeUndefined()
  })

  it('bipop spends as many trials on small populations as on large ones', () => {
    const restarts = new Restarts('bipop', FIRST)
    let large = 8
    const spent = { small: 0, large: 200 }
    let last = restarts.next(200, random)
    expect(last).toEqual({ populationSize: 16, sigma: 0.2 })
    large = 16
    for (let i = 0; i < 40; i++) {
      const cost = 20 * (last?.populationSize ?? 0)
      const wasSmall = last !== undefined && last.sigma !== 0.2
      if (wasSmall) spent.small += cost
      else spent.large += cost
      last = restarts.next(cost, random)
      const { populationSize = 0, sigma = 0 } = last ?? {}
      if (spent.small < spent.large) {
        expect(populationSize).toBeGreaterThanOrEqual(8)
        expect(populationSize).toBeLessThanOrEqual(large / 2)
        expect(sigma).toBeGreaterThanOrEqual(0.002)
        expect(sigma).toBeLessThan(0.2)
      } else {
        large *= 2
        expect(last).toEqual({ populationSize: large, sigma: 0.2 })
      }
    }
    expect(large).toBeGreaterThan(32)
  })
})
