import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hypervolumeSubset } from '../../src/math/hypervolume-subset.ts'
import { addedHypervolume, hypervolume } from '../../src/math/hypervolume.ts'

const coordinate = fc.integer({ min: 0, max: 12 })
const points = fc
  .integer({ min: 1, max: 3 })
  .chain((size) => fc.array(fc.array(coordinate, { minLength: size, maxLength: size })))

/** The same choice without any thrift. */
function plain(all: readonly number[][], count: number, reference: readonly number[]): number[] {
  const chosen: number[] = []
  while (chosen.length < Math.min(count, all.length)) {
    const taken = chosen.map((i) => all[i] as number[])
    let best = -1
    let most = -1
    for (const [i, point] of all.entries()) {
      const adds = chosen.includes(i) ? -1 : addedHypervolume(point, taken, reference)
      if (adds > most) [best, most] = [i, adds]
    }
    chosen.push(best)
  }
  return chosen
}

describe('the points that dominate the most together', () => {
  it('are chosen one by one, always the one that adds the most', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 0, max: 8 }), (all, count) => {
        const reference = Array.from(all[0] ?? [], () => 10)
        expect(hypervolumeSubset(all, count, reference)).toEqual(plain(all, count, reference))
      }),
    )
  })

  it('are at least 1 − 1/e of the best choice', () => {
    const five = fc.array(fc.tuple(coordinate, coordinate), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(five, (all) => {
        const volume = (members: readonly number[]): number =>
          hypervolume(
            members.map((i) => all[i] as [number, number]),
            [13, 13],
          )
        let most = 0
        for (const a of [0, 1, 2, 3, 4])
          for (let b = 0; b < a; b++) most = Math.max(most, volume([a, b]))
        const greedy = volume(hypervolumeSubset(all, 2, [13, 13]))
        expect(greedy).toBeGreaterThanOrEqual((1 - 1 / Math.E) * most)
      }),
    )
  })

  it('may be outside, and infinitely good', () => {
    const all = [
      [20, 20],
      [Number.NEGATIVE_INFINITY, 5],
      [3, 3],
      [Number.NaN, 1],
    ]
    expect(hypervolumeSubset(all, 4, [10, 10])).toEqual([1, 2, 0, 3])
    expect(hypervolumeSubset([], 3, [])).toEqual([])
  })
})
