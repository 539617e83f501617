import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareScores, isBetter, numberAt, valueAt } from '../../src/math/score.ts'
import type { Mode } from '../../src/math/score.ts'

const modes: readonly Mode[] = ['min', 'max']
const score = fc.oneof(
  fc.double(),
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0),
)

describe('valueAt', () => {
  it.each([
    [{ loss: 1 }, 'loss', 1],
    [{ val: { loss: 2 } }, 'val/loss', 2],
    [{ 'val/loss': 3 }, 'val/loss', 3],
    [{ val: { a: { b: 4 } } }, 'val/a/b', 4],
    [{ 'val/a': { b: 5 } }, 'val/a/b', 5],
    [{ val: { 'a/b': 6 } }, 'val/a/b', 6],
    [{ 'a/b/c': 7, a: { 'b/c': 0 }, 'a/b': { c: 0 } }, 'a/b/c', 7],
    [{ a: { 'b/c': 0 }, 'a/b': { c: 8 } }, 'a/b/c', 8],
    [{ 'a/b': { x: 0 }, a: { b: { c: 9 } } }, 'a/b/c', 9],
    [{ 'a/b': 0, a: { b: { c: 10 } } }, 'a/b/c', 10],
    [{ val: { loss: null } }, 'val/loss', null],
    [{ val: { loss: false } }, 'val/loss', false],
    [{ '/x': 11 }, '/x', 11],
    [{ a: { '/b': 12 } }, 'a//b', 12],
  ])('finds in %o at %s', (result, path, value) => {
    expect(valueAt(result, path)).toBe(value)
  })

  it.each([
    [{ loss: 1 }, 'los'],
    [{ loss: 1 }, 'loss/x'],
    [{ loss: [1, 2] }, 'loss/0'],
    [{ loss: null }, 'loss/x'],
    [{ loss: 'text' }, 'loss/length'],
    [{}, 'toString'],
    [{ a: {} }, 'a/constructor'],
    [{ a: 1 }, ''],
    [{ a: { b: undefined } }, 'a/b'],
  ])('finds nothing in %o at %s', (result, path) => {
    expect(valueAt(result, path)).toBeUndefined()
  })

  it('finds every leaf of a nested result by its path', () => {
    const key = fc.stringMatching(/^[a-z]{1,3}$/)
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, fc.integer(), tie('tree')), {
        maxKeys: 4,
      }),
    }))
    const leaves = (
      node: object,
      path: readonly string[],
    ): readonly (readonly [string, unknown])[] =>
      Object.entries(node).flatMap(([name, child]: [string, unknown]) =>
        typeof child === 'object' && child !== null
          ? leaves(child, [...path, name])
          : [[[...path, name].join('/'), child] as const],
      )
    fc.assert(
      fc.property(tree, (result) => {
        for (const [path, value] of leaves(result, [])) {
          expect(valueAt(result, path)).toBe(value)
        }
      }),
    )
  })
})

describe('numberAt', () => {
  it.each([
    [1.5, 1.5],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
    [true, 1],
    [false, 0],
    ['1', Number.NaN],
    [null, Number.NaN],
    [{}, Number.NaN],
    [1n, Number.NaN],
    [undefined, undefined],
  ])('reads %o as %o', (value, number) => {
    expect(numberAt({ a: { x: value } }, 'a/x')).toBe(number)
  })

  it('says undefined for what is not there', () => {
    expect(numberAt({}, 'loss')).toBeUndefined()
  })
})

describe('compareScores', () => {
  it.each([
    ['max', [Number.NaN, Number.NEGATIVE_INFINITY, -1, 0, 2, Number.POSITIVE_INFINITY]],
    ['min', [Number.NaN, Number.POSITIVE_INFINITY, 2, 0, -1, Number.NEGATIVE_INFINITY]],
  ] as const)('orders worse first, mode %s', (mode, ordered) => {
    const sorted = ordered.toReversed().toSorted((a, b) => compareScores(a, b, mode))
    expect(sorted).toEqual(ordered)
  })

  it('is an order', () => {
    fc.assert(
      fc.property(score, score, score, fc.constantFrom(...modes), (a, b, c, mode) => {
        const compare = (x: number, y: number): number => Math.sign(compareScores(x, y, mode)) + 0
        expect(compare(a, a)).toBe(0)
        expect(compare(a, b)).toBe(0 - compare(b, a))
        const [low, middle, high] = [a, b, c].toSorted((x, y) => compareScores(x, y, mode))
        expect(compare(low as number, middle as number)).toBeLessThanOrEqual(0)
        expect(compare(middle as number, high as number)).toBeLessThanOrEqual(0)
        expect(compare(low as number, high as number)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('is mirrored by the mode', () => {
    fc.assert(
      fc.property(score, score, (a, b) => {
        expect(compareScores(a, b, 'min') + 0).toBe(compareScores(-a, -b, 'max') + 0)
      }),
    )
  })

  it('has equals, and isBetter is strict', () => {
    for (const mode of modes) {
      expect(compareScores(1, 1, mode)).toBe(0)
      expect(compareScores(0, -0, mode)).toBe(0)
      expect(compareScores(Number.NaN, Number.NaN, mode)).toBe(0)
      expect(isBetter(1, 1, mode)).toBe(false)
      expect(isBetter(Number.NaN, Number.NaN, mode)).toBe(false)
      expect(isBetter(1, Number.NaN, mode)).toBe(true)
      expect(isBetter(Number.NaN, 1, mode)).toBe(false)
    }
    expect(isBetter(1, 2, 'min')).toBe(true)
    expect(isBetter(1, 2, 'max')).toBe(false)
  })
})
