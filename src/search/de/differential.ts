import { Sobol } from '../../math/sobol.ts'
import { compareTrials } from '../compare-trials.ts'
import { childOf } from './child.ts'
import type { Cube } from '../cube.ts'
import type { FinishedTrial, Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { DERules } from './de-options.ts'

/** How many children are proposed, in case that the first ones have been tried. */
const PROPOSALS = 16

/**
 * How much the factor of differences varies from child to child: the standard deviation of its logarithm.
 * With one factor alone the differences of a small population soon lie on a grid that they never leave.
 */
const DITHER = 0.5

/** One to begin from, two for a difference, and the one that may be replaced. */
const FEWEST = 4

/**
 * Differential evolution over a study. Trial n is for place n modulo the size of the population, so that
 * trials need not remember which config they may replace.
 */
export class Differential implements Proposer {
  readonly #rules: Pick<DERules, 'populationSize' | 'mutationFactor' | 'crossoverProb'>
  readonly #cube: Cube
  readonly #start: Sobol
  #epoch = -1
  #folded = 0
  #fullStep = 0
  #members: (FinishedTrial | undefined)[] = []

  constructor(
    rules: Pick<DERules, 'populationSize' | 'mutationFactor' | 'crossoverProb'>,
    { cube, random }: Frame,
  ) {
    this.#rules = rules
    this.#cube = cube
    this.#start = new Sobol(cube.sides.length, random)
  }

  *propose(known: Known, { random }: Thinking): Iterable<Proposal> {
    this.#catchUp(known)
    const { populationSize, mutationFactor, crossoverProb } = this.#rules
    const place = known.next % populationSize
    const target = this.#members[place]
    if (target === undefined && known.next < populationSize) {
      yield { coordinates: this.#start.point(place) }
    }
    const others = this.#members.filter((member) => member !== undefined && member !== target)
    if (others.length < FEWEST - 1) return
    const points = (others as FinishedTrial[]).map(({ coordinates }) => coordinates)
    for (let i = 0; i < PROPOSALS; i++) {
      const crossed = target?.coordinates ?? random.pick(points)
      yield {
        coordinates: childOf(crossed, random.shuffle(points), {
          mutationFactor: mutationFactor * Math.exp(DITHER * random.normal()),
          crossoverProb,
          sides: this.#cube.sides,
          random,
        }),
      }
    }
  }

  #catchUp({ finished, epoch }: Known): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch
      this.#folded = 0
      this.#fullStep = 0
      this.#members = Array.from({ length: this.#rules.populationSize }, () => undefined)
    }
    for (; this.#folded < finished.length; this.#folded++) {
      const trial = finished[this.#folded] as FinishedTrial
      this.#fullStep = Math.max(this.#fullStep, trial.step)
      const place = trial.number < 0 ? this.#placeFor(trial) : trial.number % this.#members.length
      const member = this.#members[place]
      if (member === undefined || compareTrials(trial, member, this.#fullStep) <= 0) {
        this.#members[place] = trial
      }
    }
  }

  /** Where a config that is known from elsewhere has a chance: a free place, or that of the worst. */
  #placeFor(trial: FinishedTrial): number {
    let worst = 0
    for (const [place, member] of this.#members.entries()) {
      if (member === undefined) return place
      const than = this.#members[worst] ?? trial
      if (compareTrials(member, than, this.#fullStep) > 0) worst = place
    }
    return worst
  }
}
