import { describe, expect, it } from 'vitest'
import { figure, ordinal } from '../../src/math/figures.ts'

describe('figure', () => {
  it.each([
    [0.42, '0.42'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.333333'],
    [1234567.8, '1234570'],
    [12, '12'],
    [1e-9, '1e-9'],
    [-0, '0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d is %s', (value, text) => {
    expect(figure(value)).toBe(text)
  })

  it('gives all digits only where two would look the same', () => {
    expect(figure(0.12345678, 0.12345679)).toBe('0.12345678')
    expect(figure(0.12345678, 0.2)).toBe('0.123457')
    expect(figure(0.1 + 0.2, 0.1 + 0.2)).toBe('0.3')
    expect(figure(Number.NaN, 1)).toBe('NaN')
  })
})

describe('ordinal', () => {
  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [10, '10th'],
    [11, '11th'],
    [12, '12th'],
    [13, '13th'],
    [21, '21st'],
    [102, '102nd'],
    [111, '111th'],
    [1013, '1013th'],
    [1023, '1023rd'],
  ])('%d is %s', (n, text) => {
    expect(ordinal(n)).toBe(text)
  })
})
