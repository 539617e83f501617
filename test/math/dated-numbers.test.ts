import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatedNumbers } from '../../src/math/dated-numbers.ts'
import { Random } from '../../src/math/random.ts'
import { compareScores } from '../../src/math/score.ts'

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)
const time = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.double({ min: -3, max: 9, noNaN: true }))
type Pair = readonly [time: number, value: number]

/** Asks both ways about each pair of questions. */
function isCounted(pairs: readonly Pair[], questions: readonly Pair[]): boolean {
  const numbers = new DatedNumbers()
  for (const [time, value] of pairs) numbers.insert(time, value)
  for (const [time, value] of questions) {
    const seen = numbers.until(time)
    const expected = pairs.filter(([t]) => t <= time).map(([, v]) => v)
    expect(seen.size).toBe(expected.length)
    const above = expected.filter((v) => compareScores(v, value, 'max') > 0)
    expect(seen.countAbove(value)).toBe(above.length)
    const sources = seen.sources.flatMap((source) =>
      Array.from({ length: source.size }, (_, k) => source.at(k)),
    )
    expect(sources).toEqual(expect.arrayContaining(expected))
  }
  return true
}

describe('DatedNumbers', () => {
  it('counts what there is up to a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(time, value), { maxLength: 300, size: 'max' }),
        fc.array(fc.tuple(time, value), { minLength: 1, maxLength: 5 }),
        (pairs, questions) => {
          expect(isCounted(pairs, [...questions, ...pairs.slice(0, 3)])).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([63, 64, 65, 128, 4096, 5000])('counts among %d', (count) => {
    const random = Random.fromSeed(count)
    const pairs = Array.from({ length: count }, (): Pair => [
      random.integer(0, 50),
      random.next() < 0.1 ? Number.NaN : random.integer(0, 99),
    ])
    const numbers = new DatedNumbers()
    for (const [time, value] of pairs) numbers.insert(time, value)
    for (let i = 0; i < 200; i++) {
      const [t, x] = [random.integer(-1, 51), random.integer(-1, 100)]
      expect(numbers.until(t).countAbove(x)).toBe(
        pairs.filter(([time, value]) => time <= t && value > x).length,
      )
    }
  })
})
