import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueAt } from '../../src/math/score.ts'
import { withValue } from '../../src/schedule/pb2/config-path.ts'

describe('withValue', () => {
  it.each([
    [{}, 'a', { a: 9 }],
    [{ a: 1, b: 2 }, 'a', { a: 9, b: 2 }],
    [{}, 'a/b/c', { a: { b: { c: 9 } } }],
    [{ a: { b: 1, c: 2 } }, 'a/b', { a: { b: 9, c: 2 } }],
    [{ 'a/b': 1 }, 'a/b', { 'a/b': 9 }],
    [{ 'a/b': 1, a: { b: 2 } }, 'a/b', { 'a/b': 9, a: { b: 2 } }],
    [{ 'a/b': { c: 1 } }, 'a/b/c', { 'a/b': { c: 9 } }],
    [{ a: { x: 1 } }, 'a/b', { a: { x: 1, b: 9 } }],
    [{ 'a/b': { x: 1 }, a: {} }, 'a/b/c', { 'a/b': { x: 1 }, a: { b: { c: 9 } } }],
    [{ a: null }, 'a', { a: 9 }],
  ])('sets in %o at %s', (config, path, expected) => {
    const before = structuredClone(config)
    expect(withValue(config, path, 9)).toEqual(expected)
    expect(config).toEqual(before)
  })

  it.each([
    [{ a: 1 }, 'a/b', 'a is 1'],
    [{ a: [1] }, 'a/b', 'a is [1]'],
    [{ a: { b: null } }, 'a/b/c', 'b is null'],
  ])('does not replace what is in the way: %o at %s', (config, path, said) => {
    expect(() => withValue(config, path, 9)).toThrow(said)
  })

  it('is found again', () => {
    const key = fc.constantFrom('a', 'b', 'a/b', '__proto__', 'constructor')
    const configs = fc.letrec((tie) => ({
      config: fc.dictionary(key, fc.oneof(fc.integer(), tie('config')), { maxKeys: 4 }),
    })).config
    const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join('/'))
    fc.assert(
      fc.property(configs, path, (config, at) => {
        let changed: Readonly<Record<string, unknown>>
        try {
          changed = withValue(config, at, 'new')
        } catch {
          return
        }
        expect(valueAt(changed, at)).toBe('new')
        expect(
          Object.getPrototypeOf(changed) === Object.prototype ||
            Object.getPrototypeOf(changed) === null,
        ).toBe(true)
      }),
    )
  })
})
