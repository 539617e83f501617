import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symmetricEigen, type SymmetricEigen } from '../../src/math/symmetric-eigen.ts'

function eigenOf(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const eigen = symmetricEigen(Float64Array.from(matrix.flat()), matrix.length)
  if (eigen === undefined) throw new Error('not decomposed')
  return eigen
}

const entry = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.constantFrom(0, 1, -1),
  fc.double({ min: -12, max: 12, noNaN: true }).map((exponent) => 10 ** exponent),
)

/** Also such that are singular or diagonal, or whose entries are of very different sizes. */
const anySymmetric = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(entry, { minLength: size * size, maxLength: size * size }).map((entries) => {
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const value = entries[i * size + j] as number
        matrix[i * size + j] = value
        matrix[j * size + i] = value
      }
    }
    return { matrix, size }
  }),
)

describe('symmetricEigen', () => {
  it('finds what is known', () => {
    const { values, vectors } = eigenOf([
      [2, 1],
      [1, 2],
    ])
    expect(values[0]).toBeCloseTo(1, 14)
    expect(values[1]).toBeCloseTo(3, 14)
    expect(Math.abs(vectors[0] as number)).toBeCloseTo(Math.SQRT1_2, 14)
    expect((vectors[0] as number) + (vectors[1] as number)).toBeCloseTo(0, 14)
    expect((vectors[2] as number) - (vectors[3] as number)).toBeCloseTo(0, 14)
  })

  it('finds the eigenvalues of the second difference, 2 − 2 cos(kπ/(n+1))', () => {
    const n = 40
    const matrix = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => [2, -1][Math.abs(i - j)] ?? 0),
    )
    for (const [k, value] of eigenOf(matrix).values.entries()) {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12)
    }
  })

  it('takes an identity, a matrix of zeros and an empty one apart', () => {
    expect([...eigenOf([]).values]).toEqual([])
    expect(
      eigenOf([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({
      values: Float64Array.of(0, 0),
      vectors: Float64Array.of(1, 0, 0, 1),
    })
    expect([
      ...eigenOf([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]).values,
    ]).toEqual([1, 1, 1])
  })

  it('gives orthonormal vectors whose squares, times the values, are the matrix', () => {
    fc.assert(
      fc.property(anySymmetric, ({ matrix, size }) => {
        const { values, vectors } = symmetricEigen(matrix, size) as SymmetricEigen
        const scale = matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-300)
        for (let i = 0; i < size; i++) {
          expect(values[i]).toBeGreaterThanOrEqual(values[Math.max(i - 1, 0)] as number)
          for (let j = 0; j < size; j++) {
            let product = 0
            let entry = 0
            for (let k = 0; k < size; k++) {
              product += (vectors[i * size + k] as number) * (vectors[j * size + k] as number)
              entry +=
                (values[k] as number) *
                (vectors[k * size + i] as number) *
                (vectors[k * size + j] as number)
            }
            expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-12)
            expect(Math.abs(entry - (matrix[i * size + j] as number))).toBeLessThan(1e-12 * scale)
          }
        }
      }),
    )
  })

  it('bears rows of almost nothing', () => {
    const { values } = eigenOf([
      [0, 0, 1, 1],
      [0, 0, 0, -1e-323],
      [1, 0, 0, -1],
      [1, -1e-323, -1, 0],
    ])
    for (const [k, value] of [-2, 0, 1, 1].entries()) expect(values[k]).toBeCloseTo(value, 14)
  })

  it('reads nothing above the diagonal and leaves the matrix as it is', () => {
    const matrix = Float64Array.of(2, 99, 1, 2)
    const { values } = symmetricEigen(matrix, 2) as SymmetricEigen
    expect(values[1]).toBeCloseTo(3, 14)
    expect([...matrix]).toEqual([2, 99, 1, 2])
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('gives up a matrix that holds %s', (x) => {
    expect(symmetricEigen(Float64Array.of(1, x, x, 1), 2)).toBeUndefined()
  })
})
