import { describe, expect, it } from 'vitest'
import {
  clockText,
  durationText,
  exactDurationText,
  roughDurationText,
} from '../../src/report/time-text.ts'

describe('durationText', () => {
  it.each([
    [0, '0s'],
    [3.99, '3s'],
    [60, '1min 0s'],
    [3723, '1hr 2min 3s'],
    [3600, '1hr 0min 0s'],
    [86_400 + 123, '1d 0hr 2min 3s'],
    [-5, '0s'],
    [Number.NaN, '0s'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text)
  })

  it('keeps hundredths of short times where they matter', () => {
    expect([0.625, 12.3, 59.999, 60, 3723].map(exactDurationText)).toEqual([
      '0.62s',
      '12.3s',
      '59.99s',
      '1min 0s',
      '1hr 2min 3s',
    ])
  })
})

describe('clockText', () => {
  it.each([
    [4.99, '00:00:04.99'],
    [4.999, '00:00:04.99'],
    [3723.5, '01:02:03.50'],
    [2 * 86_400 + 1, '2 days, 00:00:01.00'],
    [-1, '00:00:00.00'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(clockText(seconds)).toBe(text)
  })
})

describe('roughDurationText', () => {
  it.each([
    [0.2, '1s'],
    [99, '99s'],
    [100, '2min'],
    [3540, '59min'],
    [3599, '1hr 0min'],
    [11_100, '3hr 5min'],
    [187_200, '2d 4hr'],
  ])('%s seconds are about %s', (seconds, text) => {
    expect(roughDurationText(seconds)).toBe(text)
  })
})
