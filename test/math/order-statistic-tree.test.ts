import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderStatisticTree } from '../../src/math/order-statistic-tree.ts'

const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

/** NaN first. */
function ascending(values: readonly number[]): readonly number[] {
  const numbers = values
    .filter((x) => !Number.isNaN(x))
    .toSorted((a, b) => (a < b ? -1 : Number(a > b)))
  return [...values.filter(Number.isNaN), ...numbers]
}

function treeOf(values: readonly number[]): OrderStatisticTree {
  const tree = new OrderStatisticTree()
  for (const x of values) tree.insert(x)
  return tree
}

describe('OrderStatisticTree', () => {
  it('is a sorted array', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), fc.array(value), (values, questions) => {
        const tree = treeOf(values)
        const sorted = ascending(values)
        expect(tree.size).toBe(sorted.length)
        // 0 and -0 are equal, so that either may come first.
        expect(sorted.map((_, k) => tree.at(k) + 0)).toEqual(sorted.map((x) => x + 0))
        for (const x of [...values, ...questions]) {
          const before = Number.isNaN(x)
            ? 0
            : sorted.filter((other) => Number.isNaN(other) || other < x).length
          const after = Number.isNaN(x)
            ? sorted.filter((other) => !Number.isNaN(other)).length
            : sorted.filter((other) => other > x).length
          expect(tree.countBelow(x)).toBe(before)
          expect(tree.countAbove(x)).toBe(after)
        }
      }),
    )
  })

  it('is empty at first, and has nothing outside of its size', () => {
    const tree = new OrderStatisticTree()
    expect(tree.size).toBe(0)
    expect(tree.at(0)).toBeNaN()
    expect(tree.countAbove(1) + tree.countBelow(1)).toBe(0)
    tree.insert(7)
    expect([tree.at(-1), tree.at(0), tree.at(1)]).toEqual([Number.NaN, 7, Number.NaN])
  })

  it.each([
    ['rising', (i: number) => i],
    ['falling', (i: number) => -i],
    ['all equal', () => 1],
    ['from both ends', (i: number) => (i % 2 === 0 ? i : -i)],
    ['in a sawtooth', (i: number) => i % 300],
  ])('stays shallow when numbers come %s', (_, at) => {
    // A tree that leans to one side would be as deep as it is large, and overflow the stack.
    const values = Array.from({ length: 100_000 }, (__, i) => at(i))
    const tree = treeOf(values)
    const sorted = ascending(values)
    for (const k of [0, 1, 49_999, 99_999]) expect(tree.at(k)).toBe(sorted[k])
  })
})
