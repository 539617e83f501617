import { Sobol } from '../../math/sobol.ts'
import { chooseBranch } from '../branches.ts'
import { Except } from './except.ts'
import { Experience } from './experience.ts'
import { maximize } from './maximize.ts'
import { rowAt } from './points.ts'
import { prospectOf } from './prospect.ts'
import type { Branch } from '../branches.ts'
import type { Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { Belief } from './experience.ts'
import type { GPRules } from './gp-options.ts'

/** With fewer trials of a branch its model knows too little. */
const LEAST_IN_BRANCH = 3

/** No more branches are remembered at once. */
const MOST_BRANCHES = 100

/** So many candidates at most and at least, and how they get fewer with the trials of the model. */
const MOST_CANDIDATES = 2048
const LEAST_CANDIDATES = 256
const CANDIDATE_WORK = 4e7

/** Bayesian optimisation: see `GPSearch`. */
export class GPProposer implements Proposer {
  readonly #rules: GPRules
  readonly #frame: Frame
  readonly #startup: number
  readonly #even: Sobol
  readonly #experiences: Map<string, Experience> = new Map()
  #epoch = Number.NaN

  constructor(rules: GPRules, frame: Frame) {
    this.#rules = rules
    this.#frame = frame
    this.#startup = rules.nStartupTrials ?? (frame.objectives > 1 ? 10 : 6)
    this.#even = new Sobol(frame.cube.sides.length, frame.random.split('startup'))
  }

  isHeavy({ finished }: Known): boolean {
    return finished.length >= this.#startup
  }

  *propose(known: Known, thinking: Thinking): Iterable<Proposal> {
    const { cube } = this.#frame
    const even = this.#even.point(known.next)
    if (known.finished.length < this.#startup) {
      yield { coordinates: even }
      return
    }
    const branch = chooseBranch(known, cube, thinking.random)
    const trials = known.finished.filter((trial) => branch.includes(trial))
    const hasModel = trials.length >= LEAST_IN_BRANCH && branch.sides.length > 0
    const experience = hasModel ? this.#experience(known, branch) : undefined
    const running = known.running.filter((trial) => branch.includes(trial))
    const belief = experience?.after(trials, thinking.say, running)
    if (belief === undefined) {
      const coordinates = branch.coordinates.slice()
      for (const { index } of branch.sides) coordinates[index] = even[index] as number
      yield { coordinates }
      return
    }
    yield* this.#promising(belief, branch, known, thinking)
  }

  /** What is learnt of a branch; nothing of what was worked out before the past changed. */
  #experience({ epoch }: Known, branch: Branch): Experience {
    const key = branch.coordinates.join()
    const experiences = this.#experiences
    if (this.#epoch !== epoch || (experiences.size >= MOST_BRANCHES && !experiences.has(key))) {
      experiences.clear()
    }
    this.#epoch = epoch
    const known = experiences.get(key)
    if (known !== undefined) return known
    const { objectives } = this.#frame
    const { manner } = this.#rules
    const experience = new Experience({
      sides: branch.sides,
      objectives,
      manner: { ...manner, outputWarp: manner.outputWarp ?? objectives === 1 },
      most: this.#rules.maxModelTrials,
    })
    experiences.set(key, experience)
    return experience
  }

  *#promising(
    belief: Belief,
    branch: Branch,
    known: Known,
    { random }: Thinking,
  ): Iterable<Proposal> {
    const { features, points } = belief.observations
    const running = known.running.filter((trial) => branch.includes(trial))
    const pending = running.map(({ coordinates }) => features.rowOf(coordinates))
    // Both ways to measure several objectives mislead at times, so that they take turns.
    const { acquisition, centres } = prospectOf(belief, pending, known.next % 2 === 0)
    const tried = Array.from({ length: points.size }, (_, i) =>
      features.rowAtFull(rowAt(points, i)),
    )
    const isCountable = features.sides.every(({ kind }) => kind !== 'continuous')
    const isRepeatable = this.#rules.model.allowRepeats || !isCountable
    const candidates = Math.round(CANDIDATE_WORK / points.size ** 2)
    const found = maximize(
      isRepeatable ? acquisition : new Except(acquisition, [...tried, ...pending]),
      {
        features,
        scales: (belief.objectives[0] as Belief['objectives'][number]).scales,
        centres,
        candidates: Math.min(Math.max(candidates, LEAST_CANDIDATES), MOST_CANDIDATES),
        random,
      },
    )
    for (const { row } of found) {
      yield { coordinates: features.place(row, branch.coordinates.slice()) }
    }
  }
}
