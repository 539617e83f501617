import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addedHypervolume,
  hypervolume,
  hypervolumeContributions,
} from '../../src/math/hypervolume.ts'
import { Sobol } from '../../src/math/sobol.ts'

type Points = readonly (readonly number[])[]

const { NaN: NOT_A_NUMBER, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number

/** By inclusion and exclusion of all subsets: what it is by definition. */
function byDefinition(points: Points, reference: readonly number[]): number {
  let sum = 0
  for (let subset = 1; subset < 2 ** points.length; subset++) {
    const members = points.filter((_, i) => (subset >>> i) & 1)
    const shared = reference.reduce(
      (product, r, k) => product * Math.max(0, r - Math.max(...members.map((p) => p[k] as number))),
      1,
    )
    sum += members.length % 2 === 1 ? shared : -shared
  }
  return sum
}

/** Points of one to six objectives, with ties and equals, some outside. */
const anyPoints = (maxLength: number): fc.Arbitrary<Points> =>
  fc
    .integer({ min: 1, max: 6 })
    .chain((size) =>
      fc.array(
        fc.array(
          fc.oneof(
            { arbitrary: fc.integer({ min: 0, max: 6 }), weight: 2 },
            { arbitrary: fc.double({ min: 0, max: 6, noNaN: true }), weight: 1 },
          ),
          { minLength: size, maxLength: size },
        ),
        { minLength: 1, maxLength },
      ),
    )

const referenceOf = (points: Points): readonly number[] => (points[0] ?? []).map(() => 5.5)

describe('hypervolume', () => {
  it.each([
    ['none', [], [1, 1], 0],
    ['one', [[0.25, 0.5]], [1, 1], 0.375],
    [
      'two',
      [
        [0, 0.5],
        [0.5, 0],
      ],
      [1, 1],
      0.75,
    ],
    ['one objective', [[3], [2], [7]], [10], 8],
    [
      'three corners of a cube',
      [
        [0, 1, 1],
        [1, 0, 1],
        [1, 1, 0],
      ],
      [2, 2, 2],
      4,
    ],
    [
      'equals',
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      [1, 1],
      0.25,
    ],
    ['on the reference', [[0, 1]], [1, 1], 0],
    [
      'beyond the reference',
      [
        [0, 3],
        [0.5, 0.5],
      ],
      [1, 1],
      0.25,
    ],
    [
      'NaN',
      [
        [NOT_A_NUMBER, 0],
        [0.5, 0.5],
      ],
      [1, 1],
      0.25,
    ],
    [
      '+∞',
      [
        [POSITIVE_INFINITY, 0],
        [0.5, 0.5],
      ],
      [1, 1],
      0.25,
    ],
    [
      '−∞',
      [
        [NEGATIVE_INFINITY, 0],
        [0.5, 0.5],
      ],
      [1, 1],
      POSITIVE_INFINITY,
    ],
    [
      '−∞ outside',
      [
        [NEGATIVE_INFINITY, 2],
        [0.5, 0.5],
      ],
      [1, 1],
      0.25,
    ],
    ['below zero', [[-2, -1]], [0, 0], 2],
  ] as const)('of %s', (_, points, reference, expected) => {
    expect(hypervolume(points, reference)).toBe(expected)
  })

  it('is what inclusion and exclusion give, in one to six objectives', () => {
    fc.assert(
      fc.property(anyPoints(9), (points) => {
        const reference = referenceOf(points)
        const expected = byDefinition(points, reference)
        expect(hypervolume(points, reference)).toBeCloseTo(expected, 6)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    // The area above the front between 0 and 1, and the strip from 1 to 1.1.
    ['zdt1', (x: number) => 1 - Math.sqrt(x), 10 - 1 / 3 + 1],
    ['zdt2', (x: number) => 1 - x * x, 10 - 2 / 3 + 1],
  ])('comes to that of the front of %s', (_, f, expected) => {
    const points = Array.from({ length: 20_001 }, (_, i) => [i / 20_000, f(i / 20_000)])
    expect(hypervolume(points, [1.1, 10])).toBeCloseTo(expected, 3)
  })

  it('comes to that of an eighth of the unit sphere', () => {
    const points: number[][] = []
    for (let i = 0; i <= 120; i++) {
      for (let j = 0; j <= 120; j++) {
        const [a, b] = [(i * Math.PI) / 240, (j * Math.PI) / 240]
        points.push([Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)])
      }
    }
    const expected = 1.1 ** 3 - Math.PI / 6
    const found = hypervolume(points, [1.1, 1.1, 1.1])
    expect(found).toBeLessThan(expected)
    expect(found).toBeGreaterThan(expected - 0.01)
  })

  it.each([2, 3, 4, 5])('is the share of points that are dominated, in %i objectives', (size) => {
    const sobol = new Sobol(2 * size)
    const all = Array.from({ length: 40 }, (_, i) => [...sobol.point(i + 1)].slice(0, size))
    const reference = all[0]?.map(() => 1) ?? []
    const probes = new Sobol(size).points(1 << 14)
    let dominated = 0
    for (let i = 0; i < probes.length; i += size) {
      if (all.some((point) => point.every((x, k) => x <= (probes[i + k] as number)))) dominated += 1
    }
    expect(hypervolume(all, reference)).toBeCloseTo(dominated / (1 << 14), 2)
  })

  it('does not depend on the order of points or objectives, nor on dominated ones', () => {
    fc.assert(
      fc.property(anyPoints(20), fc.nat(), (points, turn) => {
        const reference = referenceOf(points)
        const size = reference.length
        const expected = hypervolume(points, reference)
        const turned = points.map((p) => p.map((_, k) => p[(k + turn) % size] as number))
        const worse = points.map((p) => p.map((x) => x + 0.25))
        expect(hypervolume([...points].reverse(), reference)).toBeCloseTo(expected, 6)
        expect(hypervolume(turned, reference)).toBeCloseTo(expected, 6)
        expect(hypervolume([...points, ...worse], reference)).toBeCloseTo(expected, 6)
      }),
    )
  })

  it('takes typed arrays and does not change them', () => {
    const points = [Float64Array.of(1, 2), Float64Array.of(2, 1), Float64Array.of(0, 3)]
    expect(hypervolume(points, Float64Array.of(4, 4))).toBe(9)
    expect(points.map((p) => [...p])).toEqual([
      [1, 2],
      [2, 1],
      [0, 3],
    ])
  })
})

describe('hypervolumeContributions', () => {
  it('are what would be lost without each point', () => {
    fc.assert(
      fc.property(anyPoints(12), (points) => {
        const reference = referenceOf(points)
        const all = hypervolume(points, reference)
        const contributions = hypervolumeContributions(points, reference)
        points.forEach((_, i) => {
          const without = points.filter((_, j) => j !== i)
          expect(contributions[i]).toBeCloseTo(all - hypervolume(without, reference), 6)
        })
      }),
    )
  })

  it.each([
    [
      'nothing for equals',
      [
        [1, 1],
        [1, 1],
      ],
      [0, 0],
    ],
    [
      'nothing outside or unmeasured',
      [
        [5, 0],
        [NOT_A_NUMBER, 1],
        [2, 2],
      ],
      [0, 0, 1],
    ],
    [
      'all that is boundless',
      [
        [NEGATIVE_INFINITY, 2],
        [1, 1],
      ],
      [POSITIVE_INFINITY, 2],
    ],
    [
      'none that is beaten at −∞',
      [
        [NEGATIVE_INFINITY, 2],
        [NEGATIVE_INFINITY, 1],
      ],
      [0, POSITIVE_INFINITY],
    ],
  ])('has %s', (_, points, expected) => {
    expect([...hypervolumeContributions(points, [3, 3])]).toEqual(expected)
  })

  it('is never below 0 where points nearly coincide', () => {
    const points = Array.from({ length: 60 }, (_, i) => [
      1 + i * 1e-16,
      1 - i * 1e-16,
      1e-16 * (i % 3),
    ])
    const contributions = hypervolumeContributions(points, [1e6, 1e6, 1e6])
    expect(contributions.every((x) => x >= 0)).toBe(true)
  })
})

describe('addedHypervolume', () => {
  it('is how much the hypervolume grows', () => {
    fc.assert(
      fc.property(anyPoints(12), (points) => {
        const [point = [], ...others] = points
        const reference = referenceOf(points)
        const grown = hypervolume(points, reference) - hypervolume(others, reference)
        expect(addedHypervolume(point, others, reference)).toBeCloseTo(grown, 6)
      }),
    )
  })
})
