import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { select } from '../../src/math/select.ts'

describe('select', () => {
  it('finds what sorting finds, and leaves the rest alone', () => {
    const number = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 4 }))
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 60 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (values, a, b, c) => {
          const from = a % values.length
          const to = from + 1 + (b % (values.length - from))
          const k = from + (c % (to - from))
          const numbers = Float64Array.from(values)
          const sorted = numbers.slice(from, to).sort()
          const found = select(numbers, k, from, to)
          // Whether a zero is negative is the same to those who compare numbers.
          expect(found === sorted[k - from]).toBe(true)
          expect(found).toBe(numbers[k])
          expect(numbers.slice(from, to).sort().join()).toBe(sorted.join())
          expect(numbers.slice(from, k).every((x) => x <= found)).toBe(true)
          expect(numbers.slice(k, to).every((x) => x >= found)).toBe(true)
          expect([...numbers.slice(0, from), ...numbers.slice(to)]).toEqual([
            ...values.slice(0, from),
            ...values.slice(to),
          ])
        },
      ),
    )
  })

  it.each([
    ['ascending', (i: number) => i],
    ['descending', (i: number) => -i],
    ['equal', () => 1],
    ['in two steps', (i: number) => i % 2],
    ['like a hill', (i: number) => -Math.abs(i - 50_000)],
  ])('is quick where numbers are %s', (_, at) => {
    const numbers = Float64Array.from({ length: 100_000 }, (_, i) => at(i))
    const sorted = numbers.slice().sort()
    expect(select(numbers, 50_000, 0, 100_000)).toBe(sorted[50_000])
  })
})
