import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanResult, nanMean, standardError } from '../../src/math/mean-result.ts'

describe('nanMean', () => {
  it.each([
    [[1, 2, 6], 3],
    [[1, Number.NaN, 4], 2.5],
    [[Number.NaN], Number.NaN],
    [[], Number.NaN],
    [[1, Infinity], Infinity],
    [[-Infinity, 5], -Infinity],
    [[Infinity, -Infinity], Number.NaN],
    [[1.7e308, 1.7e308], 1.7e308],
  ])('of %o is %d', (values, mean) => expect(nanMean(values)).toBe(mean))
})

describe('standardError', () => {
  it.each([
    [[1, 2, 3, 4], Math.sqrt(5 / 3 / 4)],
    [[1, Number.NaN, 3], 1],
    [[2, 2, 2], 0],
    [[5], undefined],
    [[], undefined],
    [[1, Infinity], undefined],
  ])('of %o is %d', (values, error) => {
    if (error === undefined) expect(standardError(values)).toBeUndefined()
    else expect(standardError(values)).toBeCloseTo(error, 14)
  })

  it('scales with the numbers, and minds no shift', () => {
    const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 })
    fc.assert(
      fc.property(numbers, (values) => {
        const error = standardError(values) as number
        const n = values.length
        const mean = values.reduce((sum, value) => sum + value, 0) / n
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
        expect(error).toBeCloseTo(Math.sqrt(variance / n), 8)
        expect((standardError(values.map((value) => 1e200 * value)) as number) / 1e200).toBeCloseTo(
          error,
          8,
        )
      }),
    )
  })
})

describe('meanResult', () => {
  it('takes the mean of every number, wherever it is', () => {
    expect(
      meanResult([
        { loss: 1, val: { acc: 0.5, name: 'a' }, g: [1, 2], note: 'first', only: 3 },
        { loss: Number.NaN, val: { acc: 0.7 }, g: [3, Number.NaN], note: 'second', late: 'x' },
        { loss: 4, val: 'none', g: [1], flag: true },
      ]),
    ).toEqual({
      loss: 2.5,
      val: { acc: 0.6, name: 'a' },
      g: [2, 2],
      note: 'first',
      only: 3,
      late: 'x',
      flag: true,
    })
  })

  it('one result stays as it is', () => {
    const result = { loss: 1, val: { acc: 0.5, list: [1, 'a', null] }, note: null }
    expect(meanResult([result])).toEqual(result)
  })

  it('a number counts, text in its place does not', () => {
    expect(meanResult([{ loss: 'diverged' }, { loss: 2 }])).toEqual({ loss: 2 })
  })
})
