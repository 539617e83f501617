import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cholesky } from '../../src/math/cholesky.ts'
import { Random } from '../../src/math/random.ts'
import { rowStart } from '../../src/math/triangular.ts'
import { anyPositiveDefinite, largestDifference, matrixOf, symmetric, times } from './matrices.ts'
import type { Matrix } from './matrices.ts'

function factorOf({ packed, size }: Matrix): Cholesky {
  const factor = Cholesky.of(packed, size)
  if (factor === undefined) throw new Error('not positive definite')
  return factor
}

/** L written out, zeros above the diagonal. */
function lower({ rows, size }: Cholesky): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (j <= i ? (rows[rowStart(i) + j] as number) : 0)),
  )
}

function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((_, j) => matrix.map((row) => row[j] as number))
}

function anyVector(size: number, seed: number): Float64Array {
  const random = Random.fromSeed(`vector ${seed}`)
  return Float64Array.from({ length: size }, () => random.normal())
}

function scaleOf({ packed }: Matrix): number {
  return packed.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
}

describe('Cholesky', () => {
  it('is as worked by hand', () => {
    // Golub and Van Loan write such factors out; this one is exact in binary.
    const matrix = matrixOf(3, (i, j) => [[4], [2, 10], [-2, 5, 9]][i]?.[j] ?? 0)
    const factor = factorOf(matrix)
    expect([...factor.rows]).toEqual([2, 1, 3, -1, 2, 2])
    expect(factor.logDeterminant).toBeCloseTo(Math.log(144), 14)
    expect(factor.jitter).toBe(0)
  })

  it('gives the matrix back: A = L Lᵀ', () => {
    fc.assert(
      fc.property(anyPositiveDefinite, (matrix) => {
        const rows = lower(factorOf(matrix))
        const product = rows.map((row) => times(rows, row))
        for (const [i, row] of matrix.full.entries()) {
          const distance = largestDifference(product[i] as number[], row)
          expect(distance).toBeLessThan(1e-13 * matrix.size * scaleOf(matrix))
        }
      }),
    )
  })

  it('solves with L, Lᵀ and A', () => {
    fc.assert(
      fc.property(anyPositiveDefinite, fc.nat(), (matrix, seed) => {
        const factor = factorOf(matrix)
        const rows = lower(factor)
        const b = anyVector(matrix.size, seed)
        const [x, y, z] = [b.slice(), b.slice(), b.slice()]
        factor.solveLower(x)
        factor.solveUpper(y)
        factor.solve(z)
        const room = 1e-11 * scaleOf(matrix)
        expect(largestDifference(times(rows, x), b)).toBeLessThan(room)
        expect(largestDifference(times(transposed(rows), y), b)).toBeLessThan(room)
        expect(largestDifference(times(matrix.full, z), b)).toBeLessThan(room)
      }),
    )
  })

  it('inverts', () => {
    fc.assert(
      fc.property(anyPositiveDefinite, (matrix) => {
        const inverse = symmetric(factorOf(matrix).inverse(), matrix.size)
        for (const [i, row] of inverse.entries()) {
          const identity = matrix.full.map((_, j) => (i === j ? 1 : 0))
          expect(largestDifference(times(matrix.full, row), identity)).toBeLessThan(
            1e-10 * scaleOf(matrix),
          )
        }
      }),
    )
  })

  it('of the first rows is made of the first rows, and may be extended again', () => {
    fc.assert(
      fc.property(anyPositiveDefinite, fc.nat(), (matrix, n) => {
        const whole = factorOf(matrix)
        const size = n % (matrix.size + 1)
        const start = rowStart(size)
        const first = Cholesky.of(matrix.packed.subarray(0, start), size)
        expect(whole.leading(size).rows).toEqual(first?.rows)
        const extended = first?.extended(matrix.packed.subarray(start), matrix.size)
        expect(extended?.rows).toEqual(whole.rows)
      }),
    )
  })

  it('adds no more to the diagonal than it must', () => {
    const twins = factorOf(matrixOf(4, () => 3))
    expect(twins.jitter).toBeGreaterThan(0)
    expect(twins.jitter).toBeLessThan(1e-8)
    expect(factorOf(matrixOf(4, (i, j) => (i === j ? 1 + 1e-9 : 1))).jitter).toBe(0)
  })

  it.each([
    ['negative', matrixOf(2, (i, j) => (i === j ? -1 : 0))],
    ['indefinite', matrixOf(2, (i, j) => (i === j ? 1 : 2))],
    ['zero', matrixOf(2, () => 0)],
    ['NaN', matrixOf(2, (i, j) => (i === j ? 1 : Number.NaN))],
    ['infinite', matrixOf(2, (i, j) => (i === j ? Number.POSITIVE_INFINITY : 0))],
  ])('does not factor what is %s', (_, { packed, size }) => {
    expect(Cholesky.of(packed, size)).toBeUndefined()
  })

  it('is not extended by what makes it indefinite', () => {
    const one = factorOf(matrixOf(1, () => 1))
    expect(one.extended(Float64Array.of(2, 1), 2)).toBeUndefined()
    expect(one.size).toBe(1)
  })

  it('leaves what it is given alone, and factors nothing at all', () => {
    const { packed } = matrixOf(2, (i, j) => (i === j ? 4 : 1))
    Cholesky.of(packed, 2)
    expect([...packed]).toEqual([4, 1, 4])
    expect(Cholesky.of(new Float64Array(0), 0)?.logDeterminant).toBe(0)
  })
})
