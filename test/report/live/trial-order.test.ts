import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TrialOrder } from '../../../src/report/live/trial-order.ts'
import { rowsAround } from '../../../src/report/live/rows-around.ts'
import { HandMadeStudy } from '../hand-made-study.ts'

const value = { title: 'v', value: (trial: { lastResult: unknown }) => scoreOf(trial.lastResult) }

function scoreOf(result: unknown): number {
  const found = (result as { readonly v?: number } | undefined)?.v
  return found ?? Number.NaN
}

describe('TrialOrder', () => {
  it('is what sorting would give, after any changes', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN))
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(29), number), { maxLength: 30 }),
        fc.boolean(),
        (values, changes, descending) => {
          const study = new HandMadeStudy()
          for (const v of values) study.add({ result: { v } })
          const order = new TrialOrder(study, { ...value, descending })
          for (const [which, v] of changes) {
            const trial = study.trials[which % values.length]!
            trial.lastResult = { v }
            order.moved(trial)
          }
          const rank = (v: number): number => (Number.isNaN(v) ? Infinity : descending ? -v : v)
          const sorted = study.trials.toSorted(
            (a, b) =>
              // Infinity − Infinity is NaN, which stands for equal here.
              rank(scoreOf(a.lastResult)) - rank(scoreOf(b.lastResult)) || a.number - b.number,
          )
          expect(Array.from({ length: order.size }, (_, i) => order.at(i)?.id)).toEqual(
            sorted.map(({ id }) => id),
          )
          sorted.forEach((trial, i) => expect(order.rankOf(trial)).toBe(i))
        },
      ),
    )
  })

  it('has a window that moves as little as it must', () => {
    const study = new HandMadeStudy()
    for (let v = 0; v < 10; v++) study.add({ result: { v } })
    const order = new TrialOrder(study, { ...value, descending: false })
    const first = (from: number, rank: number | undefined): number =>
      rowsAround(study, order, { first: from, rank, limit: 4 }).first
    expect(first(0, undefined)).toBe(0)
    expect(first(3, 5)).toBe(3)
    expect(first(3, 7)).toBe(4)
    expect(first(3, 1)).toBe(1)
    expect(first(9, undefined)).toBe(6)
    const { rows } = rowsAround(study, order, { first: 6, rank: 9, limit: 4 })
    expect(rows.shown.map((trial) => trial.number)).toEqual([6, 7, 8, 9])
    expect([...rows.hidden]).toEqual([['PENDING', 6]])
  })
})
