import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNumber } from '../../src/report/format-number.ts'

describe('formatNumber', () => {
  // The right column is what C's printf("%g") prints.
  it.each([
    [0.12017293, '0.120173'],
    [2.326283, '2.32628'],
    [0.09912419, '0.0991242'],
    [0.00121197, '0.00121197'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [0.00012345678, '0.000123457'],
    [123456.7, '123457'],
    [999999.5, '1e+06'],
    [1234567.8, '1.23457e+06'],
    [1.5e300, '1.5e+300'],
    [5e-324, '4.94066e-324'],
    [-0.5, '-0.5'],
    [-1e-7, '-1e-07'],
    [99999.95, '99999.9'],
    [1 / 3, '0.333333'],
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('prints %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  it('rounds a tie to the even digit', () => {
    expect(formatNumber(12345.25)).toBe('12345.2')
    expect(formatNumber(12345.75)).toBe('12345.8')
    expect(formatNumber(-520611.5)).toBe('-520612')
  })

  it('prints whole numbers in full', () => {
    expect([0, -0, 7, -12, 1234567, 2 ** 53 - 1].map(formatNumber)).toEqual([
      '0',
      '0',
      '7',
      '-12',
      '1234567',
      '9007199254740991',
    ])
    expect(formatNumber(2 ** 60)).toBe('1.15292e+18')
  })

  it('keeps six digits of every number, and is stable', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatNumber(value)
        const back = Number(text)
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.abs(value) * 5.1e-6 + 5e-324)
        // What is printed with an exponent may be a whole number, which is printed in full.
        expect(Number.isSafeInteger(back) || formatNumber(back) === text || back === Infinity).toBe(
          true,
        )
        expect(text).toMatch(/^-?(\d+(\.\d*[1-9])?)(e[+-]\d{2,3})?$/u)
      }),
    )
  })
})
