import { chooseBranch, type Branch } from '../branches.ts'
import { evidenceFor, type Evidence } from './evidence.ts'
import { densityOf, type Shape } from './densities.ts'
import { Observations } from './observations.ts'
import { Ranking } from './ranking.ts'
import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'
import type { Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { TPERules } from './tpe-options.ts'

/** So often candidates are drawn where all before them have been tried. */
const BATCHES = 8

/** So many numbers of trials times sides are gone through in about 20 ms, with 24 candidates. */
const HEAVY = 100_000

/** Proposes what is likely under the good trials and unlikely under the others. */
export class ParzenEstimator implements Proposer {
  readonly #rules: TPERules
  readonly #frame: Frame
  readonly #observations: Observations
  readonly #ranking: Ranking = new Ranking()
  readonly #isJoint: boolean

  constructor(rules: TPERules, frame: Frame) {
    this.#rules = rules
    this.#frame = frame
    this.#observations = new Observations(frame.cube)
    this.#isJoint = rules.multivariate ?? frame.objectives === 1
  }

  isHeavy({ finished, running }: Known): boolean {
    const { cube, objectives } = this.#frame
    // Sides with values are looked up in a table that has to be filled; fronts have to be cut.
    const sides = cube.sides.reduce((sum, { kind }) => sum + (kind === 'continuous' ? 1 : 2), 0)
    const size = (finished.length + running.length) * sides * (objectives === 1 ? 1 : 3)
    return size * (this.#rules.numCandidates / 24) > HEAVY
  }

  *propose(known: Known, { random }: Thinking): Generator<Proposal> {
    const branch = chooseBranch(known, this.#frame.cube, random)
    this.#ranking.fold(known)
    if (branch.sides.length === 0 || this.#ranking.worthy < this.#rules.nStartupTrials) {
      yield { coordinates: branch.coordinates }
      return
    }
    this.#observations.fold(known)
    yield* this.#isJoint ? this.#jointly(known, branch, random) : this.#apart(known, branch, random)
  }

  *#jointly(known: Known, branch: Branch, random: Random): Generator<Proposal> {
    const evidence = this.#evidence(known, branch.sides, branch)
    const candidates = evidence && this.#candidates(branch.sides, evidence, random)
    if (candidates === undefined) {
      yield { coordinates: branch.coordinates }
      return
    }
    for (let batch = 0; batch < BATCHES; batch++) {
      for (const point of candidates()) yield { coordinates: filled(branch, (k) => point[k]) }
    }
  }

  /** Each side by itself: the best for each, then the second best for each, … */
  *#apart(known: Known, branch: Branch, random: Random): Generator<Proposal> {
    const shared = new Map<number, Evidence | undefined>()
    const draws = branch.sides.map((side) => {
      // Sides that depend on nothing are in all configs: the same trials tell of them.
      const key = side.condition === undefined ? -1 : this.#observations.number(side)
      if (!shared.has(key)) shared.set(key, this.#evidence(known, [side], undefined))
      const evidence = shared.get(key)
      return evidence && this.#candidates([side], evidence, random)
    })
    for (let batch = 0; batch < BATCHES; batch++) {
      const lists = draws.map((draw) => draw?.())
      for (let i = 0; i < this.#rules.numCandidates; i++) {
        yield { coordinates: filled(branch, (k) => lists[k]?.[i]?.[0]) }
      }
    }
  }

  #evidence(
    known: Known,
    sides: readonly Side[],
    branch: Branch | undefined,
  ): Evidence | undefined {
    return evidenceFor(known, {
      sides,
      branch,
      ranking: this.#ranking,
      observations: this.#observations,
      rules: this.#rules,
    })
  }

  /** Draws a batch of candidates each time it is called, and gives them best first. */
  #candidates(
    sides: readonly Side[],
    evidence: Evidence,
    random: Random,
  ): () => readonly Float64Array[] {
    const rules = this.#rules
    const shape: Shape = { ...rules, widths: 'neighbours' }
    // What is modelled jointly is thin, and needs kernels that overlap.
    const good = densityOf(evidence.good, sides, {
      ...shape,
      widths: this.#isJoint ? 'shared' : 'neighbours',
    })
    const poor = densityOf(evidence.poor, sides, shape)
    return () =>
      Array.from({ length: rules.numCandidates }, () => {
        const point = good.sample(random)
        return { point, worth: good.logDensity(point) - poor.logDensity(point) }
      })
        .sort((a, b) => b.worth - a.worth)
        .map(({ point }) => point)
  }
}

/** A point of the branch; NaN where there is no coordinate, so that one is drawn. */
function filled(branch: Branch, coordinate: (k: number) => number | undefined): Float64Array {
  const coordinates = branch.coordinates.slice()
  for (const [k, side] of branch.sides.entries()) {
    coordinates[side.index] = coordinate(k) ?? Number.NaN
  }
  return coordinates
}
