import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimize } from '../../src/math/lbfgs.ts'
import { largestDifference, positiveDefinite, times } from './matrices.ts'
import type { Objective } from '../../src/math/lbfgs.ts'

const INFINITY = Number.POSITIVE_INFINITY

/** In as many dimensions as it is asked in; 0 at (1, 1, …). */
const rosenbrock: Objective = (x, gradient) => {
  let value = 0
  gradient.fill(0)
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i] as number, x[i + 1] as number]
    value += 100 * (b - a * a) ** 2 + (1 - a) ** 2
    gradient[i] = (gradient[i] as number) - 400 * a * (b - a * a) - 2 * (1 - a)
    gradient[i + 1] = 200 * (b - a * a)
  }
  return value
}

/** ½ (x − c)ᵀ A (x − c). */
function quadratic(matrix: readonly (readonly number[])[], centre: readonly number[]): Objective {
  return (x, gradient) => {
    const away = Array.from(x, (value, i) => value - (centre[i] as number))
    gradient.set(times(matrix, away))
    return away.reduce((sum, value, i) => sum + 0.5 * value * (gradient[i] as number), 0)
  }
}

/** What slopes remain that lead inwards. */
function inwardSlope(objective: Objective, x: Float64Array, lower: number, upper: number): number {
  const gradient = new Float64Array(x.length)
  objective(x, gradient)
  const inward = gradient.map((slope, i) => {
    if ((x[i] as number) <= lower) return Math.min(slope, 0)
    return (x[i] as number) >= upper ? Math.max(slope, 0) : slope
  })
  return inward.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0)
}

describe('minimize', () => {
  it.each([
    [2, [-1.2, 1]],
    [2, [30, -20]],
    [10, Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))],
  ])('finds the end of Rosenbrock’s valley in %d dimensions from %o', (size, start) => {
    const found = minimize(rosenbrock, Float64Array.from(start), {
      maxIterations: 1000,
      maxEvaluations: 1000,
      valueTolerance: 0,
      gradientTolerance: 1e-8,
    })
    expect(largestDifference(found.x, new Float64Array(size).fill(1))).toBeLessThan(1e-6)
    expect(found.value).toBeLessThan(1e-12)
  })

  it('needs few steps there', () => {
    const found = minimize(rosenbrock, Float64Array.of(-1.2, 1), { valueTolerance: 0 })
    expect(found.value).toBeLessThan(1e-8)
    expect(found.evaluations).toBeLessThan(70)
  })

  it('finds the bottom of any bowl', () => {
    const bowl = fc.record({
      size: fc.integer({ min: 1, max: 12 }),
      seed: fc.nat(),
      margin: fc.constantFrom(0.1, 1, 10),
    })
    fc.assert(
      fc.property(bowl, ({ size, seed, margin }) => {
        const { full } = positiveDefinite(size, seed, margin)
        const centre = Array.from({ length: size }, (_, i) => 3 - (i % 7))
        const { x } = minimize(quadratic(full, centre), new Float64Array(size), {
          maxIterations: 2000,
          maxEvaluations: 2000,
          valueTolerance: 0,
          gradientTolerance: 1e-7,
        })
        expect(largestDifference(x, centre)).toBeLessThan(1e-5 / Math.min(1, margin))
      }),
    )
  })

  it('within bounds ends where no slope leads inwards, however the bowl lies', () => {
    const bowl = fc.record({
      size: fc.integer({ min: 1, max: 8 }),
      seed: fc.nat(),
      at: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 8, maxLength: 8 }),
    })
    fc.assert(
      fc.property(bowl, ({ size, seed, at }) => {
        const objective = quadratic(positiveDefinite(size, seed, 1).full, at)
        const { x, value } = minimize(objective, new Float64Array(size).fill(9), {
          lower: new Float64Array(size).fill(-1),
          upper: new Float64Array(size).fill(1),
          maxIterations: 2000,
          maxEvaluations: 2000,
          valueTolerance: 0,
          gradientTolerance: 1e-7,
        })
        expect(x.every((coordinate) => coordinate >= -1 && coordinate <= 1)).toBe(true)
        expect(inwardSlope(objective, x, -1, 1)).toBeLessThan(1e-5)
        expect(value).toBe(objective(x, new Float64Array(size)))
      }),
    )
  })

  it('stays within bounds on a curved way', () => {
    const upper = Float64Array.of(0.5, INFINITY)
    const lower = Float64Array.of(-2, -INFINITY)
    const { x, value } = minimize(rosenbrock, Float64Array.of(-1.2, 1), {
      lower,
      upper,
      valueTolerance: 0,
    })
    // On the wall the valley's floor is at x₂ = x₁².
    expect([...x]).toEqual([0.5, expect.closeTo(0.25, 5)])
    expect(value).toBeCloseTo(0.25, 8)
  })

  it('turns back where there is nothing', () => {
    const logarithm: Objective = ([x = 0], gradient) => {
      gradient[0] = 1 - 1 / x
      return x > 0 ? x - Math.log(x) : Number.NaN
    }
    expect(minimize(logarithm, Float64Array.of(40)).x[0]).toBeCloseTo(1, 4)
    expect(minimize(logarithm, Float64Array.of(1e-3)).x[0]).toBeCloseTo(1, 4)
  })

  it('stays where it cannot be asked', () => {
    const nothing: Objective = () => Number.NaN
    const found = minimize(nothing, Float64Array.of(2, 3))
    expect([...found.x]).toEqual([2, 3])
    expect(found.evaluations).toBe(1)
  })

  it('goes no uphill way, not even if the slopes lie', () => {
    const liar: Objective = ([x = 0], gradient) => {
      gradient[0] = -2 * x
      return x * x
    }
    expect([...minimize(liar, Float64Array.of(1)).x]).toEqual([1])
  })

  it('keeps to its limits', () => {
    let asked = 0
    const counted: Objective = (x, gradient) => {
      asked += 1
      return rosenbrock(x, gradient)
    }
    const start = Float64Array.of(-1.2, 1)
    const few = minimize(counted, start, { maxEvaluations: 7 })
    expect([few.evaluations, asked]).toEqual([7, 7])
    expect(minimize(rosenbrock, start, { maxIterations: 3 }).iterations).toBe(3)
    expect([...start]).toEqual([-1.2, 1])
    expect(few.value).toBeLessThan(rosenbrock(start, new Float64Array(2)))
  })

  it('has nothing to do without coordinates, on flat ground, or at the bottom', () => {
    expect(minimize(() => 5, new Float64Array(0))).toMatchObject({ value: 5, iterations: 0 })
    expect(minimize(() => 5, Float64Array.of(1))).toMatchObject({ iterations: 0, evaluations: 1 })
    expect(minimize(rosenbrock, Float64Array.of(1, 1))).toMatchObject({ value: 0, iterations: 0 })
  })
})
