import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWorthless, Ranking } from '../../../src/search/tpe/ranking.ts'
import { split, type Split } from '../../../src/search/tpe/split.ts'
import { tpeRules, type TPESearchOptions } from '../../../src/search/tpe/tpe-options.ts'
import { known, trial } from './trials.ts'
import type { FinishedTrial, Known } from '../../../src/search/history.ts'

const { NaN: NOT_A_NUMBER, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number

function splitAll(
  facts: Known,
  options: TPESearchOptions = {},
  among: Uint8Array = new Uint8Array(facts.finished.length).fill(1),
): Split {
  const ranking = new Ranking()
  ranking.fold(facts)
  return split(facts, { ranking, rules: tpeRules(options), among })
}

const same = (count: number, value: number): number[] => Array.from({ length: count }, () => value)
const list = (numbers: ArrayLike<number>): number[] => Array.from(numbers)

describe('the good trials', () => {
  const rising = (count: number): FinishedTrial[] =>
    Array.from({ length: count }, (_, i) => trial([i]))

  it.each([
    [1, 1],
    [10, 2],
    [20, 3],
    [100, 15],
    [167, 25],
    [1000, 25],
  ])('of %i are %i', (count, good) => {
    expect(list(splitAll(known(rising(count))).good.trials)).toEqual([...rising(good).keys()])
  })

  it('are as many as gamma says', () => {
    const facts = known(rising(40))
    expect(splitAll(facts, { gamma: 0.3 }).good.trials).toHaveLength(12)
    expect(splitAll(facts, { gamma: (n) => n / 3 }).good.trials).toHaveLength(13)
    expect(splitAll(facts, { gamma: () => 1e9 }).good.trials).toHaveLength(40)
    expect(splitAll(facts, { gamma: () => 0 }).good.trials).toHaveLength(0)
    expect(() => splitAll(facts, { gamma: () => NOT_A_NUMBER })).toThrow(
      'TPESearch: gamma(40) gave NaN. Give how many of 40 trials are good.',
    )
  })

  it('are full ones first, then pruned ones by how far they came, then violations; never failures', () => {
    const stopped = { outcome: 'stopped' } as const
    const facts = known([
      trial([0], { violation: 3 }),
      trial([NOT_A_NUMBER], { outcome: 'failed' }),
      trial([1], { ...stopped, step: 4 }),
      trial([9]),
      trial([0], { ...stopped, step: 2 }),
      trial([POSITIVE_INFINITY]),
      trial([0], { violation: 1 }),
      trial([2], { ...stopped, step: 4 }),
      trial([NEGATIVE_INFINITY]),
      trial([3], stopped),
    ])
    const order = [8, 3, 9].toSorted((a, b) => a - b)
    expect(list(splitAll(facts, { gamma: () => 3 }).good.trials).toSorted((a, b) => a - b)).toEqual(
      order,
    )
    const all = splitAll(facts, { gamma: () => 10 })
    expect(list(all.good.trials)).toEqual([8, 9, 3, 2, 7, 4, 6, 0])
    expect(list(all.poor.trials)).toEqual([1, 5])
  })

  it('are those of the best fronts, and of a front that is cut those that dominate the most', () => {
    const facts = known(
      [
        [0, 10],
        [9, 9],
        [5, 5],
        [5.1, 4.95],
        [10, 0],
        [NOT_A_NUMBER, 0],
        [2, 8],
      ].map((values) => trial(values)),
    )
    const three = splitAll(facts, { gamma: () => 3 })
    expect(list(three.good.trials)).toHaveLength(3)
    expect(list(three.good.trials).filter((i) => i === 2 || i === 3)).toHaveLength(1)
    const many = splitAll(facts, { gamma: () => 6 })
    expect(list(many.good.trials)).toEqual([0, 2, 3, 4, 6, 1])
    expect(list(many.poor.trials)).toEqual([5])
  })

  it('are chosen among those that are split', () => {
    const among = Uint8Array.of(0, 0, 1, 1, 0, 1, 1)
    const { good, poor } = splitAll(known(rising(7)), {}, among)
    expect(list(good.trials)).toEqual([2])
    expect(list(poor.trials)).toEqual([3, 5, 6])
  })

  it('are the same whether trials are taken in at once or one by one', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(NOT_A_NUMBER, POSITIVE_INFINITY),
    )
    const any = (size: number): fc.Arbitrary<FinishedTrial> =>
      fc
        .record({
          values: fc.array(number, { minLength: size, maxLength: size }),
          violation: fc.constantFrom(0, 0, 0, 1, 2),
          step: fc.constantFrom(3, 9),
          outcome: fc.constantFrom('completed' as const, 'stopped' as const),
        })
        .map(({ values, ...more }) => trial(values, more))
    const lists = fc.integer({ min: 1, max: 3 }).chain((size) => fc.array(any(size)))
    fc.assert(
      fc.property(lists, (trials) => {
        const grown = new Ranking()
        for (let n = 1; n <= trials.length; n++) grown.fold(known(trials.slice(0, n)))
        const fresh = new Ranking()
        fresh.fold(known(trials))
        const among = new Uint8Array(trials.length).fill(1)
        for (const count of [0, 1, 2, trials.length]) {
          const best = fresh.best(known(trials), count, among)
          expect(grown.best(known(trials), count, among)).toEqual(best)
          expect(best.length).toBe(Math.min(count, fresh.worthy))
        }
        expect(fresh.worthy).toBe(trials.filter((one) => !isWorthless(one)).length)
      }),
    )
  })

  it('are ranked anew when trials are revived or longer ones come', () => {
    const ranking = new Ranking()
    const short = [
      trial([5], { outcome: 'stopped', step: 1 }),
      trial([3], { outcome: 'stopped', step: 2 }),
    ]
    const one = Uint8Array.of(1, 1)
    ranking.fold(known(short, { fullStep: 1 }))
    expect(ranking.best(known(short, { fullStep: 1 }), 1, one)).toEqual([1])
    const swapped = [trial([1]), trial([2])]
    ranking.fold(known(swapped, { epoch: 1 }))
    expect(ranking.best(known(swapped, { epoch: 1 }), 2, one)).toEqual([0, 1])
  })
})

describe('weights', () => {
  it('of good trials follow what they gain over the best that is not good, in part', () => {
    const facts = known([0, 2, 4, 8, 9].map((value) => trial([value])))
    const weights = list(splitAll(facts, { gamma: () => 3 }).good.weights)
    expect(weights).toEqual([8, 6, 4].map((gain) => expect.closeTo(0.25 + (0.75 * 3 * gain) / 18)))
  })

  it.each([
    ['all the same', [1, 1, 1, 1]],
    ['infinitely good', [NEGATIVE_INFINITY, NEGATIVE_INFINITY, NEGATIVE_INFINITY, 1]],
    ['as far apart as numbers can be', [-Number.MAX_VALUE, 0, 1, Number.MAX_VALUE]],
    ['all there is', [1, 2]],
  ])('are 1 on average where values are %s', (_, values) => {
    const facts = known(values.map((value) => trial([value])))
    const { weights } = splitAll(facts, { gamma: () => 3 }).good
    expect(list(weights).every((weight) => weight >= 0.25)).toBe(true)
    const sum = list(weights).reduce((total, weight) => total + weight, 0)
    expect(sum).toBeCloseTo(weights.length)
  })

  it('give no gain to values that do not compare', () => {
    const facts = known([
      trial([5]),
      trial([-1e9], { outcome: 'stopped', step: 1 }),
      trial([-1e9], { violation: 1 }),
      trial([6]),
    ])
    const { trials, weights } = splitAll(facts, { gamma: () => 4 }).good
    expect(list(trials)).toEqual([0, 3, 1, 2])
    expect((weights[2] as number) <= (weights[0] as number)).toBe(true)
    expect(weights[3]).toBe(weights[2])
  })

  it('of poor trials are equal, as in Optuna, or what a function says', () => {
    const facts = known(Array.from({ length: 31 }, (_, i) => trial([i])))
    const poor = (weights: TPESearchOptions['weights']): number[] =>
      list(splitAll(facts, { gamma: () => 1, ...(weights && { weights }) }).poor.weights)
    expect(poor(undefined)).toEqual(same(30, 1))
    const old = [0, 1, 2, 3, 4].map((i) => expect.closeTo(1 / 30 + ((1 - 1 / 30) * i) / 4))
    expect(poor('recent')).toEqual([...old, ...same(25, 1)])
    expect(poor((n) => Array.from({ length: n }, (_, i) => i))).toEqual([...same(30, 0).keys()])
    for (const bad of [[1], 'x', same(30, -1), same(30, NOT_A_NUMBER)]) {
      expect(() => poor(() => bad as number[])).toThrow('Give 30 finite numbers of at least 0.')
    }
  })
})
