import { describe, expect, it } from 'vitest'
import { median } from '../../src/math/median.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

function medianOf(numbers: readonly number[]): number | undefined {
  return median({ size: numbers.length, at: (k) => numbers[k] ?? nan })
}

describe('median', () => {
  it.each([
    [[], undefined],
    [[3], 3],
    [[1, 2], 1.5],
    [[1, 2, 9], 2],
    [[1, 2, 4, 9], 3],
    // As numpy rounds it.
    [[0.1, 0.7], 0.39999999999999997],
    [[1e308, 1.5e308], 1.25e308],
    [[5e-324, 5e-324], 5e-324],
    [[nan, 1, 2], 1],
    [[nan, 1], 1],
    [[1, inf], 1],
    [[-inf, 1], 1],
    [[-inf, inf], -inf],
    [[nan, -inf], nan],
    [[nan, inf], nan],
    [[inf, inf], inf],
    [[nan, nan, nan], nan],
  ])('of %j is %d', (numbers, expected) => {
    expect(medianOf(numbers)).toBe(expected)
  })
})
