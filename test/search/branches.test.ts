import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/math/random.ts'
import { chooseBranch, type Branch } from '../../src/search/branches.ts'
import { Cube } from '../../src/search/cube.ts'
import { choice } from '../../src/space/choice.ts'
import { Codec } from '../../src/space/codec.ts'
import { compileSpace } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'
import type { FinishedTrial, Known, RunningTrial } from '../../src/search/history.ts'

const cubeOf = (space: unknown): Cube => new Cube(new Codec(compileSpace(space)))

/** Options `0`, `1`, …, each with a parameter of its own. */
const options = (count: number): unknown =>
  choice(Array.from({ length: count }, (_, k) => ({ k, [`x${k}`]: uniform(0, 1) })))

function finished(
  coordinates: Float64Array,
  values: readonly number[],
  more: Partial<FinishedTrial> = {},
): FinishedTrial {
  const base = { number: 0, memo: undefined, constraints: [], violation: 0, step: 1 }
  return { ...base, coordinates, values, outcome: 'completed', ...more }
}

function known(trials: readonly FinishedTrial[], running: readonly RunningTrial[] = []): Known {
  const next = trials.length + running.length
  return { finished: trials, running, epoch: 0, next, fullStep: 1 }
}

/** A branch with the sides that are left drawn at random. */
function complete({ coordinates, sides }: Branch, random: Random): Float64Array {
  const place = coordinates.slice()
  for (const { index } of sides) place[index] = random.next()
  return place
}

/** Plays a study in which an option gives what `value` says, and counts how often each is tried. */
function play(
  cube: Cube,
  trials: number,
  value: (option: number, x: number, random: Random) => readonly number[],
  more: (option: number) => Partial<FinishedTrial> = () => ({}),
): readonly number[] {
  const counts = Array.from({ length: cube.sides[0]?.size ?? 0 }, () => 0)
  const all: FinishedTrial[] = []
  for (let n = 0; n < trials; n++) {
    const random = Random.fromSeed(n)
    const branch = chooseBranch(known([...all]), cube, random)
    const option = cube.sides[0]?.axis.fromUnit(branch.coordinates[0] as number) as number
    const place = complete(branch, random)
    const x = place[branch.sides[0]?.index ?? 0] as number
    counts[option] = (counts[option] ?? 0) + 1
    all.push(finished(place, value(option, x, random), more(option)))
  }
  return counts
}

describe('a branch', () => {
  const nested = cubeOf({
    a: uniform(0, 1),
    m: choice([
      { k: 'p', x: uniform(0, 1) },
      { k: 'q', n: choice([{ u: uniform(0, 1) }, { v: uniform(0, 1), w: uniform(0, 1) }]) },
      { k: 'r' },
    ]),
  })

  it('is all of a space without conditions, and nothing is drawn for it', () => {
    const cube = cubeOf({ a: uniform(0, 1), b: choice(['x', 'y']) })
    const random = Random.fromSeed(1)
    const branch = chooseBranch(known([]), cube, random)
    expect(branch.sides).toEqual(cube.sides)
    expect([...branch.coordinates].every(Number.isNaN)).toBe(true)
    expect(branch.includes(finished(Float64Array.of(0.5, 0.25), [1]))).toBe(true)
    expect(random.next()).toBe(Random.fromSeed(1).next())
  })

  it('has the sides that configs of its options have, and those trials', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (seed, other) => {
        const branch = chooseBranch(known([]), nested, Random.fromSeed(seed))
        const place = nested.snap(nested.build((k) => orHalf(branch.coordinates[k]))).coordinates
        const parents = ['m', 'm/n']
        const open = nested.sides.filter(
          ({ index, path }) => !Number.isNaN(place[index]) && !parents.includes(path),
        )
        expect(branch.sides).toEqual(open)
        for (const { index, path } of nested.sides) {
          if (parents.includes(path)) expect(branch.coordinates[index]).toEqual(place[index])
          else expect(branch.coordinates[index]).toBeNaN()
        }
        expect(branch.includes(finished(place, [0]))).toBe(true)
        const elsewhere = chooseBranch(known([]), nested, Random.fromSeed(other))
        const same = [...elsewhere.coordinates].join() === [...branch.coordinates].join()
        const there = nested.snap(nested.build((k) => orHalf(elsewhere.coordinates[k]))).coordinates
        expect(branch.includes(finished(there, [0]))).toBe(same)
      }),
    )
  })

  it('follows from what is known and the stream alone', () => {
    const trials = [0.1, 0.5, 0.9].map((m, i) => {
      const place = nested.snap(nested.build((k) => (k === 1 ? m : 0.3))).coordinates
      return finished(place, [i])
    })
    const once = chooseBranch(known(trials), nested, Random.fromSeed(4))
    const again = chooseBranch(known(trials.slice()), nested, Random.fromSeed(4))
    expect(again.coordinates).toEqual(once.coordinates)
  })
})

const orHalf = (x: number | undefined): number => (x === undefined || Number.isNaN(x) ? 0.5 : x)

describe('options', () => {
  const three = cubeOf({ m: options(3) })

  it('are tried evenly at the start', () => {
    expect(play(three, 9, (option) => [option])).toEqual([3, 3, 3])
  })

  it('are tried again and again however poor they are, and mostly the best', () => {
    const counts = play(three, 100, (option, x) => [option + x])
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(10)
    expect(counts[0]).toBeGreaterThan(60)
  })

  it('that may get better are preferred to one that is better and will not', () => {
    const values = [(x: number) => 0.25 + 1e-4 * x, (x: number) => 0.2 + x, (x: number) => 5 + x]
    const counts = play(three, 60, (option, x) => [values[option]?.(x) ?? Number.NaN])
    expect(counts[1]).toBeGreaterThan(counts[0] as number)
    expect(counts[1]).toBeGreaterThan(counts[2] as number)
  })

  it('are compared as if all had had as many trials', () => {
    const two = cubeOf({ m: options(2) })
    const trialsOf = (option: number, count: number, low: number): FinishedTrial[] =>
      Array.from({ length: count }, (_, i) => {
        const place = complete(chooseBranch(known([]), two, Random.fromSeed(i)), Random.fromSeed(i))
        place[0] = two.sides[0]?.axis.toUnit(option) as number
        // The lowest of both fall alike: by 0.1 whenever there are e times as many trials.
        return finished(place, [low + 0.1 * Math.log(i + 1)])
      })
    const trials = [...trialsOf(0, 80, 0), ...trialsOf(1, 16, 0.1)]
    const picks = Array.from({ length: 200 }, (_, seed) => {
      const { coordinates } = chooseBranch(known(trials), two, Random.fromSeed(`pick ${seed}`))
      return two.sides[0]?.axis.fromUnit(coordinates[0] as number)
    })
    expect(picks.filter((option) => option === 1).length).toBeGreaterThan(70)
  })

  it('count trials that run', () => {
    const trials: RunningTrial[] = []
    for (let n = 0; n < 9; n++) {
      const branch = chooseBranch(known([], trials), three, Random.fromSeed(n))
      const coordinates = complete(branch, Random.fromSeed(n))
      trials.push({ number: n, coordinates, memo: undefined, values: undefined, step: 0 })
    }
    const tried = trials.map(({ coordinates }) =>
      three.sides[0]?.axis.fromUnit(coordinates[0] ?? 0),
    )
    for (const option of [0, 1, 2]) expect(tried.filter((each) => each === option)).toHaveLength(3)
  })

  it('that always fail get no more than their floor', () => {
    const counts = play(three, 100, (option, x) => [option === 0 ? Number.NaN : x])
    expect(counts[0]).toBeLessThanOrEqual(10)
  })

  it('are compared by violation while nothing keeps the constraints', () => {
    const counts = play(
      three,
      80,
      (option) => [-option],
      (option) => ({ violation: 1 + option }),
    )
    expect(counts[0]).toBeGreaterThan(40)
  })

  it('are compared by fronts where there are several objectives', () => {
    const counts = play(three, 100, (option, x) => [x + option, 1 - x + option])
    expect(counts[0]).toBeGreaterThan(50)
  })

  it('may be a thousand, of which the promising are tried again', () => {
    const many = cubeOf({ m: options(1000) })
    const counts = play(many, 300, (option, x) => [option % 10 === 3 ? x / 10 : 1 + x])
    const good = counts.filter((_, option) => option % 10 === 3)
    const share = good.reduce((sum, count) => sum + count, 0) / 300
    expect(share).toBeGreaterThan(0.3)
  })

  it.each([
    ['all the same', () => 1],
    ['infinitely good', () => Number.NEGATIVE_INFINITY],
    ['as far apart as numbers can be', (option: number) => (option - 1) * Number.MAX_VALUE],
    ['missing', () => Number.NaN],
  ])('may bring values that are %s', (_, value) => {
    const counts = play(three, 40, (option) => [value(option)])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(5)
  })
})
