import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secondsIn } from '../../src/config/duration.ts'
import { isGrouped, numberIn, switchIn } from '../../src/config/scalars.ts'
import { camelCase, fileWords, snakeCase } from '../../src/config/words.ts'

describe('secondsIn', () => {
  it.each([
    ['90s', 90],
    ['2h', 7200],
    ['1h30m', 5400],
    ['1 h 30 min', 5400],
    ['1.5 hours', 5400],
    ['500ms', 0.5],
    ['2d', 172_800],
    ['1 day 1 second', 86_401],
    ['1:30:00', 5400],
    ['0:00:05', 5],
    ['.5m', 30],
  ])('%s', (text, seconds) => {
    expect(secondsIn(text)).toBe(seconds)
  })

  it.each(['', '90', '1:30', '1h30', 'h', '1 fortnight', '-5s', '1h 1:00:00', '5s5', '1:99:00'])(
    'does not know %j',
    (text) => {
      expect(secondsIn(text)).toBeUndefined()
    },
  )
})

describe('numberIn', () => {
  it.each([
    ['1e-5', 1e-5],
    ['1E5', 1e5],
    ['1_000', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['+1', 1],
    ['-2.5e+3', -2500],
    ['.inf', Infinity],
    ['-.Inf', -Infinity],
    [' 7 ', 7],
  ])('%s', (text, number) => {
    expect(numberIn(text)).toBe(number)
  })

  it('reads what numbers are written as', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (number) => {
        expect(numberIn(String(number)) === number).toBe(true)
      }),
    )
  })

  it.each(['', '.', '_1', 'e5', '1e', '0x1f', '1 2', 'nan', '1,5', '--1'])(
    'does not know %j',
    (text) => {
      expect(numberIn(text)).toBeUndefined()
    },
  )
})

it('digits in groups of three are a number', () => {
  expect(['1_000', '16_000', '-1_000_000', '1_000.5'].every(isGrouped)).toBe(true)
  expect(['1_0', '2024_01', '1000', '1__000', '_1', '1_000_0'].some(isGrouped)).toBe(false)
})

it('true and false have other names', () => {
  expect(['yes', 'On', 'TRUE'].map(switchIn)).toEqual([true, true, true])
  expect(['no', 'Off', 'false'].map(switchIn)).toEqual([false, false, false])
  expect(['y', '1', 'none', ''].map(switchIn)).toEqual([undefined, undefined, undefined, undefined])
})

describe('words', () => {
  it('of one spelling are those of the other', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,4}(_[a-z]{2,4}){0,2}(_[a-z])?$/), (word) => {
        expect(snakeCase(camelCase(word))).toBe(word)
        expect(snakeCase(word.replaceAll('_', '-'))).toBe(word)
      }),
    )
  })

  it('of the Tuner become those of study files, but not what a user wrote', () => {
    expect(fileWords('gracePeriod is "valLoss". Give at most maxT. A ResultGrid')).toBe(
      'grace_period is "valLoss". Give at most max_t. A ResultGrid',
    )
  })
})
