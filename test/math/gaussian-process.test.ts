import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cholesky } from '../../src/math/cholesky.ts'
import { GaussianProcess, leadingLogLikelihoods } from '../../src/math/gaussian-process.ts'
import { Random } from '../../src/math/random.ts'
import { rowStart } from '../../src/math/triangular.ts'
import { anyPositiveDefinite, matrixOf } from './matrices.ts'
import type { Matrix } from './matrices.ts'

function processOf({ packed, size }: Matrix, values: Float64Array): GaussianProcess {
  const factor = Cholesky.of(packed, size)
  if (factor === undefined) throw new Error('not positive definite')
  return new GaussianProcess(factor, values)
}

function anyValues(size: number, seed: number): Float64Array {
  const random = Random.fromSeed(`values ${seed}`)
  return Float64Array.from({ length: size }, () => random.normal())
}

describe('GaussianProcess', () => {
  it('of one value is the normal distribution', () => {
    const process = processOf(
      matrixOf(1, () => 4),
      Float64Array.of(3),
    )
    const density = Math.exp(-9 / 8) / Math.sqrt(2 * Math.PI * 4)
    expect(process.logLikelihood).toBeCloseTo(Math.log(density), 14)
    expect(process.mean(Float64Array.of(2))).toBe(1.5)
  })

  it('knows of two values what is known of two correlated numbers', () => {
    // Variance 1, correlation ρ: given the first, the second is normal around ρ y₁ with 1 − ρ².
    const [rho, y1, y2] = [0.6, 0.5, -1]
    const process = processOf(
      matrixOf(2, (i, j) => (i === j ? 1 : rho)),
      Float64Array.of(y1, y2),
    )
    const log = (x: number, variance: number): number =>
      -0.5 * (Math.log(2 * Math.PI * variance) + (x * x) / variance)
    const expected = log(y1, 1) + log(y2 - rho * y1, 1 - rho * rho)
    expect(process.logLikelihood).toBeCloseTo(expected, 13)
  })

  it('gives a known value back when there is no noise', () => {
    fc.assert(
      fc.property(anyPositiveDefinite, fc.nat(), (matrix, seed) => {
        const values = anyValues(matrix.size, seed)
        const process = processOf(matrix, values)
        for (const [i, row] of matrix.full.entries()) {
          expect(process.mean(Float64Array.from(row))).toBeCloseTo(values[i] as number, 8)
        }
      }),
    )
  })

  it('knows how each covariance changes the likelihood', () => {
    fc.assert(
      fc.property(
        anyPositiveDefinite.filter(({ size }) => size > 0),
        fc.nat(),
        fc.nat(),
        (matrix, seed, at) => {
          const values = anyValues(matrix.size, seed)
          const process = processOf(matrix, values)
          const i = at % matrix.size
          const j = (at >> 8) % (i + 1)
          const slope = process.likelihoodSlopes()[rowStart(i) + j] as number
          const h = 1e-6 * (matrix.packed[rowStart(i) + i] as number)
          const [up, down] = [h, -h].map((change) => {
            const packed = matrix.packed.slice()
            packed[rowStart(i) + j] = (packed[rowStart(i) + j] as number) + change
            return processOf({ ...matrix, packed }, values).logLikelihood
          }) as [number, number]
          const measured = (up - down) / (2 * h)
          // Off the diagonal both halves of the matrix have changed.
          const expected = i === j ? slope : 2 * slope
          expect(Math.abs(measured - expected)).toBeLessThan(1e-3 * Math.abs(expected) + 1e-5)
        },
      ),
    )
  })
})

describe('leadingLogLikelihoods', () => {
  it('are those of the first value, the first two, the first three, …', () => {
    fc.assert(
      fc.property(anyPositiveDefinite, fc.nat(), (matrix, seed) => {
        const values = anyValues(matrix.size, seed)
        const { factor } = processOf(matrix, values)
        const all = leadingLogLikelihoods(factor, values)
        expect(all.length).toBe(matrix.size)
        for (const [i, log] of all.entries()) {
          const first = new GaussianProcess(factor.leading(i + 1), values.slice(0, i + 1))
          expect(log).toBeCloseTo(first.logLikelihood, 8)
        }
      }),
    )
  })
})
