import { describe, expect, it } from 'vitest'
import { dateText, parseDate } from '../../src/exchange/optuna/date.ts'

describe('times of Optuna', () => {
  it('without an offset are local, to the microsecond', () => {
    const at = parseDate('2026-01-31 13:05:07.123456')
    expect(at).toBeCloseTo(new Date(2026, 0, 31, 13, 5, 7, 123).getTime() + 0.456, 3)
    expect(dateText(at as number)).toBe('2026-01-31 13:05:07.123456')
  })

  it.each([
    ['2026-01-31T13:05:07.5+00:00', Date.UTC(2026, 0, 31, 13, 5, 7, 500)],
    ['2026-01-31T13:05:07Z', Date.UTC(2026, 0, 31, 13, 5, 7)],
    ['2026-01-31T13:05:07+02:30', Date.UTC(2026, 0, 31, 10, 35, 7)],
    ['2026-01-31T13:05:07-08:00', Date.UTC(2026, 0, 31, 21, 5, 7)],
  ])('with an offset are what they say: %s', (text, at) => {
    expect(parseDate(text)).toBe(at)
  })

  it('come back the same, whatever the microsecond', () => {
    for (const micros of ['000000', '000001', '499999', '999999', '310312']) {
      const text = `2026-06-15 00:00:59.${micros}`
      expect(dateText(parseDate(text) as number)).toBe(text)
    }
  })

  it('are undefined where there is none', () => {
    expect([parseDate(null), parseDate(''), parseDate('soon')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
