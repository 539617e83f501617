import { Course, type CourseSetup, type EvolutionRules } from './course.ts'
import { normals } from './directions.ts'
import { layoutOf } from './layout.ts'
import { usualPopulation } from './strategy.ts'
import type { FinishedTrial, Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { Memo } from './memo.ts'

/** How many samples are proposed, in case that the first ones have been tried. */
const PROPOSALS = 32

/** What one update takes, in milliseconds: so much, and so much times the cube of the dimensions. */
const UPDATE_MS = 0.1
const CUBIC_MS = 1.2e-5

/** How long a proposal may take before it is heavy, in milliseconds. */
const LIGHT_MS = 20

/**
 * CMA-ES over a study. All it knows follows from the trials in the order in which they ended, so that it
 * can be worked out again at any time.
 */
export class Evolution implements Proposer {
  readonly #setup: CourseSetup
  #epoch = -1
  #course: Course

  constructor(rules: EvolutionRules, { cube, random }: Frame) {
    const populationSize = rules.populationSize ?? usualPopulation(cube.sides.length)
    this.#setup = {
      rules,
      layout: layoutOf(cube),
      random,
      plan: { populationSize, sigma: rules.sigma0 },
    }
    this.#course = new Course(this.#setup)
  }

  isHeavy({ finished, epoch }: Known): boolean {
    const course = epoch === this.#epoch ? this.#course : new Course(this.#setup)
    const updates = course.updatesIn(finished.length - course.taken)
    const { length: size } = this.#setup.layout.numeric
    return updates * (UPDATE_MS + CUBIC_MS * size ** 3) > LIGHT_MS
  }

  *propose(known: Known, { random, say }: Thinking): Iterable<Proposal> {
    this.#catchUp(known)
    const { descent, generation, remark } = this.#course
    if (remark !== undefined) say(remark)
    if (descent === undefined) return
    let z = this.#course.direction(known.running)
    for (let i = 0; i < PROPOSALS; i++) {
      z ??= normals(this.#setup.layout.numeric.length, random)
      const { coordinates, sample } = descent.draw(z, random)
      const memo: Memo = sample === undefined ? { generation } : { generation, sample }
      yield { coordinates, memo }
      z = undefined
    }
  }

  #catchUp({ finished, epoch }: Known): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch
      this.#course = new Course(this.#setup)
    }
    const course = this.#course
    while (course.taken < finished.length) course.take(finished[course.taken] as FinishedTrial)
  }
}
