import { describe, expect, it } from 'vitest'
import { evidenceFor, type Evidence } from '../../../src/search/tpe/evidence.ts'
import { Observations } from '../../../src/search/tpe/observations.ts'
import { Ranking } from '../../../src/search/tpe/ranking.ts'
import { tpeRules } from '../../../src/search/tpe/tpe-options.ts'
import { choice } from '../../../src/space/choice.ts'
import { uniform } from '../../../src/space/uniform.ts'
import { cubeOf, known, trial } from './trials.ts'
import type { Branch } from '../../../src/search/branches.ts'
import type { FinishedTrial, RunningTrial } from '../../../src/search/history.ts'

/** Sides: `a` in all configs; `m`; `x` and `y` in its first and second option. */
const cube = cubeOf({ a: uniform(0, 1), m: choice([{ x: uniform(0, 1) }, { y: uniform(0, 1) }]) })
const [A, M, X, Y] = ['a', 'm', 'm/x', 'm/y'].map((path) =>
  cube.sides.find((side) => side.path === path),
) as [Side, Side, Side, Side]
type Side = (typeof cube.sides)[number]

/** In the branch of the first option (or the second), with `a` as told. */
function at(option: 0 | 1, a: number): Float64Array {
  const side = (k: number): number => (k === M.index ? (option === 0 ? 0.25 : 0.75) : a)
  return cube.snap(cube.build(side)).coordinates
}

const branch: Branch = {
  coordinates: at(0, 0.5).map((x, k) => (k === M.index ? x : Number.NaN)),
  sides: [A, X],
  includes: ({ coordinates }) => coordinates[M.index] === 0.25,
}

function evidence(
  finished: readonly FinishedTrial[],
  so: {
    readonly running?: readonly RunningTrial[]
    readonly sides?: readonly Side[]
    readonly everywhere?: boolean
  } = {},
): Evidence | undefined {
  const facts = known(finished, { running: so.running ?? [] })
  const observations = new Observations(cube)
  const ranking = new Ranking()
  observations.fold(facts)
  ranking.fold(facts)
  const sides = so.sides ?? branch.sides
  const where = so.everywhere ? undefined : branch
  return evidenceFor(facts, { sides, branch: where, ranking, observations, rules: tpeRules({}) })
}

/** What is good at `a`, and how much it weighs. */
const goodAt = (found: Evidence | undefined): [number, number][] =>
  [...(found?.good.weights ?? [])].map((weight, i) => [
    Number(found?.good.column(A)[i]?.toFixed(6)),
    Number(weight.toFixed(6)),
  ])

describe('the trials that tell of a branch', () => {
  // All of the other branch are better than all of this one.
  const here = [0.1, 0.2, 0.3, 0.4].map((a) => trial([10 + a], { coordinates: at(0, a) }))
  const elsewhere = [0.6, 0.7, 0.8, 0.9].map((a) => trial([a], { coordinates: at(1, a) }))

  it('are split among themselves, and those of others apart from them', () => {
    expect(goodAt(evidence([...elsewhere, ...here]))).toEqual([
      [0.1, 1],
      [0.6, 0.15],
    ])
  })

  it('are all together while there are few of the branch', () => {
    expect(goodAt(evidence([...elsewhere, ...here.slice(0, 2)]))).toEqual([[0.6, 1]])
  })

  it('are those that have one of the sides', () => {
    const found = evidence([...elsewhere, ...here], { sides: [Y], everywhere: true })
    expect(goodAt(found)).toEqual([[0.6, 1]])
    expect(found?.poor.size).toBe(3)
    expect(evidence(here, { sides: [Y], everywhere: true })).toBeUndefined()
  })

  it('take those that run for poor, if they have one of the sides', () => {
    const running = [0.5, 0.55].map((a, i): RunningTrial => {
      return { ...trial([0]), coordinates: at(i === 0 ? 0 : 1, a), values: undefined, step: 0 }
    })
    const joint = evidence(here, { running })?.poor
    expect([...(joint?.column(A) ?? [])].slice(3, 5)).toEqual([0.5, 0.55])
    const alone = evidence(here, { running, sides: [X], everywhere: true })?.poor
    expect(alone?.size).toBe(4)
  })
})
