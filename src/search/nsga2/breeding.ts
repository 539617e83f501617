import { Sobol } from '../../math/sobol.ts'
import type { Random } from '../../math/random.ts'
import type { Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { NSGA2Rules } from './nsga2-options.ts'
import { Population, type Member } from './population.ts'
import { Variation } from './variation.ts'

/** How many children are tried until one is a config that has not been tried. */
const CHILDREN = 32

/** Proposes children of the best trials. */
export class Breeding implements Proposer {
  readonly #rules: NSGA2Rules
  readonly #start: Sobol
  readonly #variation: Variation
  #population: Population
  /** How much of what has finished is in the population, and of which epoch. */
  #seen = 0
  #epoch = 0

  constructor(rules: NSGA2Rules, { cube, random }: Frame) {
    this.#rules = rules
    this.#start = new Sobol(cube.sides.length, random)
    this.#variation = new Variation(cube.sides, rules)
    this.#population = new Population(rules.populationSize)
  }

  *propose(known: Known, { random }: Thinking): Generator<Proposal> {
    this.#learn(known)
    if (!this.#population.isFull) {
      yield { coordinates: this.#start.point(known.next) }
      return
    }
    const members = this.#population.ranked()
    for (let i = 0; i < CHILDREN; i++) yield { coordinates: this.#child(members, random) }
  }

  #learn({ finished, epoch }: Known): void {
    if (epoch !== this.#epoch || finished.length < this.#seen) {
      this.#population = new Population(this.#rules.populationSize)
      this.#seen = 0
      this.#epoch = epoch
    }
    for (; this.#seen < finished.length; this.#seen++) {
      const trial = finished[this.#seen]
      if (trial !== undefined) this.#population.add(trial)
    }
  }

  #child(members: readonly Member[], random: Random): Float64Array {
    const first = tournament(members, random)
    if (random.next() >= this.#rules.crossoverProb) return this.#variation.mutant(first, random)
    const others = members.filter((member) => member !== first)
    return this.#variation.child(first, tournament(others, random), random)
  }
}

/** The better of two: on the better front, or else the lonelier. */
function tournament(members: readonly Member[], random: Random): Member {
  const a = random.pick(members)
  const b = random.pick(members)
  if (a.front !== b.front) return a.front < b.front ? a : b
  return a.distance >= b.distance ? a : b
}
