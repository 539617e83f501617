import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bins } from '../../src/math/bins.ts'
import { findCut, type Cut } from '../../src/math/cuts.ts'
import { Tally } from '../../src/math/tally.ts'

interface Data {
  readonly points: readonly (readonly number[])[]
  readonly positive: readonly number[]
}

function tallyOf({ points, positive }: Data, isCategory: readonly boolean[]): Tally {
  const bins = new Bins({ points, isCategory, maxBins: 250 })
  const codes = new Uint8Array(points.length * isCategory.length)
  for (const [i, point] of points.entries()) bins.encode(point, codes, i * isCategory.length)
  const tally = new Tally({ bins, codes })
  const rows = Int32Array.from(points, (_, i) => i)
  tally.count(rows, Uint8Array.from(positive), 0, rows.length)
  return tally
}

function cutOf(data: Data, isCategory: readonly boolean[], minLeaf = 1): Cut {
  const cut: Cut = { gain: 0, feature: 5, turns: new Uint8Array(256) }
  findCut(tallyOf(data, isCategory), minLeaf, cut)
  return cut
}

/** Which points turn right. */
function rightOf(data: Data, isCategory: readonly boolean[], cut: Cut): boolean[] {
  const { codes } = tallyOf(data, isCategory)
  return data.points.map(
    (_, i) => cut.turns[codes[i * isCategory.length + cut.feature] as number] === 1,
  )
}

/** The gain of a way to part the points, from its definition. */
function gainOf({ positive }: Data, right: readonly boolean[]): number {
  const part = (side: boolean): number => {
    const own = positive.filter((_, i) => right[i] === side)
    return own.reduce((sum, one) => sum + one, 0) ** 2 / own.length
  }
  return part(true) + part(false)
}

/** All ways to part the points along one coordinate: thresholds, or any sets of categories. */
function allParts(values: readonly number[], isCategory: boolean): boolean[][] {
  const kinds = [...new Set(values.filter((x) => !Number.isNaN(x)))].toSorted((a, b) => a - b)
  const sets = isCategory
    ? Array.from({ length: 2 ** kinds.length }, (_, mask) =>
        kinds.filter((_, k) => ((mask >> k) & 1) === 1),
      )
    : kinds.concat(Infinity).map((edge) => kinds.filter((x) => x >= edge))
  return sets.flatMap((set) =>
    [true, false].map((missing) =>
      values.map((x) => (Number.isNaN(x) ? missing : set.includes(x))),
    ),
  )
}

const coordinate = fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.9, Number.NaN)
const anyData = fc
  .array(fc.tuple(coordinate, coordinate, fc.integer({ min: 0, max: 1 })), {
    minLength: 2,
    maxLength: 14,
  })
  .map((rows): Data => ({
    points: rows.map(([a, b]) => [a, b]),
    positive: rows.map(([, , one]) => one),
  }))

describe('findCut', () => {
  it.each([1, 2, 3])('finds the best of all ways, with leaves of %d or more', (minLeaf) => {
    fc.assert(
      fc.property(anyData, (data) => {
        const isCategory = [false, false]
        const cut = cutOf(data, isCategory, minLeaf)
        const whole = data.positive.reduce((sum, one) => sum + one, 0) ** 2 / data.points.length
        const fits = (right: readonly boolean[]): boolean => {
          const count = right.filter(Boolean).length
          return count >= minLeaf && right.length - count >= minLeaf
        }
        const best = [0, 1]
          .flatMap((k) =>
            allParts(
              data.points.map((point) => point[k] as number),
              false,
            ),
          )
          .filter(fits)
          .reduce((most, right) => Math.max(most, gainOf(data, right)), whole)
        if (cut.feature < 0) {
          expect(best).toBeCloseTo(whole, 8)
          return
        }
        const right = rightOf(data, isCategory, cut)
        expect(fits(right)).toBe(true)
        expect(gainOf(data, right)).toBeCloseTo(best, 9)
        expect(cut.gain).toBeCloseTo(best, 9)
      }),
    )
  })

  it('finds the best two sets of categories where each was seen as often', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(counts, (positives) => {
        const rows = positives.flatMap((ones, kind) =>
          Array.from({ length: 4 }, (_, i) => ({ kind: kind / 8, one: i < ones ? 1 : 0 })),
        )
        const data = {
          points: rows.map(({ kind }) => [kind]),
          positive: rows.map(({ one }) => one),
        }
        const cut = cutOf(data, [true])
        const whole = data.positive.reduce((sum, one) => sum + one, 0) ** 2 / rows.length
        const best = allParts(
          rows.map(({ kind }) => kind),
          true,
        )
          .filter((right) => right.includes(true) && right.includes(false))
          .reduce((most, right) => Math.max(most, gainOf(data, right)), whole)
        if (cut.feature < 0) expect(best).toBeCloseTo(whole, 8)
        else expect(gainOf(data, rightOf(data, [true], cut))).toBeCloseTo(best, 9)
      }),
    )
  })

  it('parts what lacks a coordinate from what has it', () => {
    const data = {
      points: [[0.1], [0.9], [0.5], [Number.NaN], [Number.NaN]],
      positive: [1, 1, 1, 0, 0],
    }
    const cut = cutOf(data, [false])
    expect(cut.feature).toBe(0)
    expect(new Set(rightOf(data, [false], cut).slice(0, 3)).size).toBe(1)
    expect(rightOf(data, [false], cut)[3]).not.toBe(rightOf(data, [false], cut)[0])
  })

  it('a category that is new goes with the larger part', () => {
    for (const [few, many] of [
      [1, 0],
      [0, 1],
    ] as const) {
      const data = {
        points: [[0.1], [0.1], [0.5], [0.5], [0.5], [0.5]],
        positive: [few, few, many, many, many, many],
      }
      const cut = cutOf(data, [true])
      const right = rightOf(data, [true], cut)
      expect(right[0]).not.toBe(right[5])
      expect(cut.turns[1] === 1).toBe(right[5])
    }
  })

  it.each([
    ['all are positive', [1, 1, 1]],
    ['none is', [0, 0, 0]],
  ])('has none where %s', (_, positive) => {
    expect(cutOf({ points: [[0.1], [0.5], [0.9]], positive }, [false]).feature).toBe(-1)
  })

  it('has none where points do not differ', () => {
    const data = { points: [[0.5], [0.5]], positive: [0, 1] }
    expect(cutOf(data, [false]).feature).toBe(-1)
    expect(cutOf(data, [true]).feature).toBe(-1)
  })
})
