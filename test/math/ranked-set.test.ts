import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RankedSet } from '../../src/math/ranked-set.ts'
import { compareScores } from '../../src/math/score.ts'

/** Few different scores, so that there are ties. */
const score = fc.constantFrom(Number.NaN, -Infinity, -1, -0, 0, 0.5, 1, 2, 3, Infinity)
const step = fc.tuple(fc.boolean(), fc.nat(30), score)

interface Placed {
  readonly id: string
  readonly score: number
  readonly order: number
}

const inOrder = (a: Placed, b: Placed): number =>
  compareScores(a.score, b.score, 'max') || a.order - b.order

describe('RankedSet', () => {
  it('is what sorting gives, whatever is placed, moved and taken out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const set = new RankedSet()
        const model = new Map<string, Placed>()
        for (const [placed, number, score] of steps) {
          const id = `t${number}`
          // In no order that has to do with when they came.
          const order = (number * 7) % 31
          if (placed) {
            set.place(id, score, order)
            model.set(id, { id, score, order })
          } else expect(set.delete(id)).toBe(model.delete(id))
        }
        const sorted = [...model.values()].sort(inOrder)
        expect(set.size).toBe(sorted.length)
        for (const [rank, { id, score }] of sorted.entries()) {
          expect(set.at(rank)).toBe(id)
          expect(set.rankOf(id)).toBe(rank)
          expect(set.has(id)).toBe(true)
          expect(set.scoreOf(id)).toBe(score)
        }
        for (const limit of [Number.NaN, -Infinity, 0, 0.7, Infinity]) {
          expect(set.countBelow(limit)).toBe(
            sorted.filter((placed) => compareScores(placed.score, limit, 'max') < 0).length,
          )
        }
      }),
    )
  })

  it('knows nothing of what is not there', () => {
    const set = new RankedSet()
    set.place('a', 1, 0)
    expect([set.at(-1), set.at(1), set.at(0.5), set.at(Number.NaN)]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    )
    expect([set.rankOf('b'), set.scoreOf('b'), set.has('b'), set.delete('b')]).toEqual([
      undefined,
      undefined,
      false,
      false,
    ])
  })

  it('stays flat when names come in order and leave in order', () => {
    const set = new RankedSet()
    const count = 20_000
    for (let i = 0; i < count; i++) set.place(String(i), i, i)
    for (let i = 0; i < count - 10; i++) set.delete(String(i))
    // A list would have overflowed the stack long ago.
    expect(set.at(0)).toBe(String(count - 10))
    expect(set.rankOf(String(count - 1))).toBe(9)
  })
})
