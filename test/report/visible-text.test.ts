import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visibleText } from '../../src/report/visible-text.ts'

describe('visibleText', () => {
  it.each([
    ['plain text, ünïcode, 日本 🙂 👨‍👩‍👧', 'plain text, ünïcode, 日本 🙂 👨‍👩‍👧'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\u001b[2J', '\\x1b[2J'],
    ['bell \u0007, C1 \u009b', 'bell \\x07, C1 \\x9b'],
    ['\u202eevil', '\\u{202e}evil'],
    ['\u2028', '\\u{2028}'],
    ['\ud800', '\\u{d800}'],
  ])('writes out what %j hides', (text, visible) => {
    expect(visibleText(text)).toBe(visible)
  })

  it('never leaves a control character', () => {
    const characters = fc.array(fc.integer({ min: 0, max: 0x2100 }))
    fc.assert(
      fc.property(characters, (codes) => {
        const text = String.fromCharCode(...codes)
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u)
      }),
    )
  })
})
