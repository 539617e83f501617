import * as fc from 'fast-check'
import { Random } from '../../src/math/random.ts'
import { rowStart } from '../../src/math/triangular.ts'

/** A symmetric matrix, packed, and the same written out. */
export interface Matrix {
  readonly size: number
  readonly packed: Float64Array
  readonly full: readonly (readonly number[])[]
}

export function matrixOf(size: number, at: (i: number, j: number) => number): Matrix {
  const packed = new Float64Array(rowStart(size))
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) packed[rowStart(i) + j] = at(i, j)
  return { size, packed, full: symmetric(packed, size) }
}

export function symmetric(packed: Float64Array, size: number): readonly (readonly number[])[] {
  return Array.from({ length: size }, (_, i) =>
    Array.from(
      { length: size },
      (_, j) => packed[rowStart(Math.max(i, j)) + Math.min(i, j)] as number,
    ),
  )
}

/** B Bᵀ and something on the diagonal, so that it is positive definite by some margin. */
export function positiveDefinite(size: number, seed: number, margin: number): Matrix {
  const random = Random.fromSeed(seed)
  const b = Array.from({ length: size }, () => Array.from({ length: size }, () => random.normal()))
  return matrixOf(size, (i, j) => {
    const product = scalarProduct(b[i] as number[], b[j] as number[])
    return product + (i === j ? margin : 0)
  })
}

export const anyPositiveDefinite: fc.Arbitrary<Matrix> = fc
  .tuple(fc.nat(23), fc.nat(), fc.constantFrom(0.01, 1, 100))
  .map(([size, seed, margin]) => positiveDefinite(size, seed, margin))

export function times(matrix: readonly (readonly number[])[], x: ArrayLike<number>): number[] {
  return matrix.map((row) => scalarProduct(row, x))
}

function scalarProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number))
    most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(most, difference)
  }
  return most
}
