import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyDecoder } from '../../../src/report/keys/key-decoder.ts'
import type { Key } from '../../../src/report/keys/key-decoder.ts'

const ESC = '\u001b'

function keysOf(...chunks: readonly string[]): Key[] {
  const decoder = new KeyDecoder()
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()]
}

describe('KeyDecoder', () => {
  it.each([
    ['a', ['a']],
    ['jJ?', ['j', 'J', '?']],
    ['é学', ['é', '学']],
    ['🚀', ['🚀']],
    ['\r', ['enter']],
    ['\n', ['enter']],
    ['\u0003', ['interrupt']],
    ['\u001a', ['suspend']],
    ['\u001c', ['quit']],
    ['\u0000\t\u007f', []],
    [`${ESC}[A${ESC}[B`, ['up', 'down']],
    [`${ESC}OA${ESC}OB`, ['up', 'down']],
    [`${ESC}[1;5A`, ['up']],
    [`${ESC}[5~${ESC}[6~`, ['page-up', 'page-down']],
    [`${ESC}[H${ESC}[F${ESC}[1~${ESC}[4~`, ['home', 'end', 'home', 'end']],
    [ESC, ['escape']],
    [`${ESC}${ESC}`, ['escape', 'escape']],
    [`${ESC}j`, ['escape', 'j']],
    [`${ESC}${ESC}[A`, ['escape', 'up']],
    // Nothing that is known: a function key, the mouse, a colour that somebody asked for.
    [`${ESC}[15~x`, ['x']],
    [`${ESC}[<0;10;20Mx`, ['x']],
    [`${ESC}OPx`, ['x']],
    // A sequence that breaks off.
    [`${ESC}[1;${ESC}[A`, ['up']],
    [`${ESC}[1\u0003`, ['interrupt']],
    [`${ESC}O${ESC}[B`, ['down']],
  ])('%j is %j', (text, keys) => {
    expect(keysOf(text)).toEqual(keys)
  })

  it('knows an escape from the beginning of a sequence by what comes next, or that nothing does', () => {
    const decoder = new KeyDecoder()
    expect(decoder.push(ESC)).toEqual([])
    expect(decoder.isWaiting).toBe(true)
    expect(decoder.push('[')).toEqual([])
    expect(decoder.push('A')).toEqual(['up'])
    expect(decoder.isWaiting).toBe(false)
    expect(decoder.push(ESC)).toEqual([])
    expect(decoder.flush()).toEqual(['escape'])
    expect(decoder.push('[A')).toEqual(['[', 'A'])
  })

  it('takes pasted text for no keys', () => {
    expect(keysOf(`a${ESC}[200~qy\u0003${ESC}[Ax\r${ESC}[201~b`)).toEqual(['a', 'b'])
  })

  it('does not wait for ever for the end of what was pasted', () => {
    const decoder = new KeyDecoder()
    expect(decoder.push(`${ESC}[200~qy`)).toEqual([])
    expect(decoder.isWaiting).toBe(true)
    expect(decoder.flush()).toEqual([])
    expect(decoder.push('\u0003')).toEqual(['interrupt'])
  })

  const letters = ['a', 'q', 'y', '\r', '\u0003', ESC, '[', 'O', 'A', 'B', '5', ';', '~', '学']
  const sequences = [`${ESC}[A`, `${ESC}OB`, `${ESC}[200~`, `${ESC}[201~`, `${ESC}[1;5B`]
  const pieces = fc.constantFrom(...letters, ...sequences)

  it('gives the same keys wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.array(fc.nat(60)), (texts, cuts) => {
        const text = texts.join('')
        const places = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])]
        places.sort((a, b) => a - b)
        const chunks = places.slice(1).map((place, i) => text.slice(places[i], place))
        expect(keysOf(...chunks)).toEqual(keysOf(text))
      }),
    )
  })

  it('is never stuck: after a flush, keys are keys again', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        const decoder = new KeyDecoder()
        decoder.push(noise)
        decoder.flush()
        expect(decoder.push('j')).toEqual(['j'])
      }),
    )
  })
})
