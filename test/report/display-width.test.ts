import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutEnd, cutStart, displayWidth, padTo } from '../../src/report/display-width.ts'

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['café', 4],
    ['cafe\u0301', 4],
    ['日本語', 6],
    ['한국어', 6],
    ['\u1112\u1161\u11ab', 2],
    ['ｱｲｳ', 3],
    ['Ａ', 2],
    ['🙂', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['1️⃣', 2],
    ['❤', 1],
    ['a\u200db', 2],
    ['\u001b[1m\u001b[32m日本\u001b[39m\u001b[22m', 4],
  ])('of %s is %s', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
})

describe('cutEnd', () => {
  it('cuts whole characters and says so', () => {
    expect(cutEnd('abcdef', 6, '…')).toBe('abcdef')
    expect(cutEnd('abcdefg', 6, '…')).toBe('abcde…')
    expect(cutEnd('日本語', 5, '…')).toBe('日本…')
    expect(cutEnd('日本語', 4, '…')).toBe('日…')
    expect(cutEnd('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3, '…')).toBe('👨‍👩‍👧‍👦…')
    expect(cutEnd('abcdef', 2, '...')).toBe('..')
  })

  it('leaves no style open', () => {
    const styled = '\u001b[31mabcdef\u001b[39m ghi'
    expect(cutEnd(styled, 4, '…')).toBe('\u001b[31mabc…\u001b[39m')
  })
})

describe('cutStart', () => {
  it('keeps the tail', () => {
    expect(cutStart('train_mnist_tune_63ecc_00000', 20)).toBe('..._tune_63ecc_00000')
    expect(cutStart('exactly twenty chars', 20)).toBe('exactly twenty chars')
    expect(cutStart('日本語日本語', 8)).toBe('...本語')
    expect(cutStart('abcdef', 2)).toBe('..')
  })
})

describe('whatever the text', () => {
  const text = fc.string({ unit: 'grapheme' })
  it('cut text fits, and padded text fills', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (raw, width) => {
        // The property is about printable text; controls are made visible before.
        const printable = raw.replaceAll(/\p{C}/gu, '')
        expect(displayWidth(cutEnd(printable, width, '…'))).toBeLessThanOrEqual(width)
        expect(displayWidth(cutStart(printable, width))).toBeLessThanOrEqual(width)
        const padded = padTo(cutEnd(printable, width, '…'), width, 'right')
        expect(displayWidth(padded)).toBe(width)
      }),
    )
  })
})
