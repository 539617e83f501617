import { compareTrials } from '../compare-trials.ts'
import { perturb } from '../nsga2/operators.ts'
import type { Random } from '../../math/random.ts'
import type { Cube, Side } from '../cube.ts'
import type { FinishedTrial, Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { RegularizedEvolutionRules } from './regularized-evolution-options.ts'

/** How many children are proposed, in case that the first ones have been tried. */
const PROPOSALS = 32

/** Where the user gave no size the population is a share of all trials, within bounds. */
const SHARE = 1 / 6
const SMALLEST = 10
const LARGEST = 100

/** The rules that breeding goes by. */
export type AgingRules = Pick<
  RegularizedEvolutionRules,
  'populationSize' | 'tournamentSize' | 'stepProb'
>

/** Proposes parents of which one parameter has changed. */
export class Aging implements Proposer {
  readonly #rules: AgingRules
  readonly #cube: Cube

  constructor(rules: AgingRules, { cube }: Frame) {
    this.#rules = rules
    this.#cube = cube
  }

  *propose(known: Known, { random }: Thinking): Iterable<Proposal> {
    const { finished, running, fullStep } = known
    const { populationSize } = this.#rules
    // Who is about to be tried counts as well: who comes after the first need not wait for them.
    if (finished.length + running.length < (populationSize ?? SMALLEST) || finished.length === 0)
      return
    const population = finished.slice(-(populationSize ?? usualPopulation(finished.length)))
    for (let i = 0; i < PROPOSALS; i++) {
      yield { coordinates: this.#mutant(this.#parent(population, fullStep, random), random) }
    }
  }

  #parent(population: readonly FinishedTrial[], fullStep: number, random: Random): Float64Array {
    let best = random.pick(population)
    for (let i = 1; i < this.#rules.tournamentSize; i++) {
      const rival = random.pick(population)
      if (compareTrials(rival, best, fullStep) < 0) best = rival
    }
    return best.coordinates
  }

  /** What the parent does not have stays NaN, to be drawn if the child has it. */
  #mutant(parent: Float64Array, random: Random): Float64Array {
    const child = parent.slice()
    const present = this.#cube.sides.filter(({ index }) => !Number.isNaN(parent[index]))
    if (present.length === 0) return child
    const side = random.pick(present)
    child[side.index] = this.#changed(side, parent[side.index] as number, random)
    return child
  }

  #changed(side: Side, coordinate: number, random: Random): number {
    const isStep = side.kind === 'unordered' || random.next() < this.#rules.stepProb
    return isStep ? perturb(coordinate, side, random) : random.next()
  }
}

function usualPopulation(trials: number): number {
  return Math.min(Math.max(Math.floor(SHARE * trials), SMALLEST), LARGEST)
}
