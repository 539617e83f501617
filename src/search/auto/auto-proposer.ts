import { Evolution } from '../cma-es/evolution.ts'
import { cmaEsRules } from '../cma-es/cma-es-options.ts'
import { GPProposer } from '../gp/gp-proposer.ts'
import { gpRules } from '../gp/gp-options.ts'
import { Breeding } from '../nsga2/breeding.ts'
import { nsga2Rules } from '../nsga2/nsga2-options.ts'
import { ParzenEstimator } from '../tpe/parzen-estimator.ts'
import { tpeRules } from '../tpe/tpe-options.ts'
import { choose, SCARCE, type Chosen, type Situation } from './choose.ts'
import type { Known } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'

const MAKERS: Readonly<Record<Chosen['algorithm'], (frame: Frame, known: Known) => Proposer>> = {
  gp: (frame) => new GPProposer(gpRules({}), frame),
  tpe: (frame) => new ParzenEstimator(tpeRules({}), frame),
  // What was tried before it takes over is what it begins from, here and elsewhere.
  'cma-es': (frame, { finished }) => {
    const earlier = finished.filter(({ number }) => number < 0).length
    const warmStartTrials = Math.max(0, SCARCE - earlier)
    return new Evolution(cmaEsRules({ warmStartTrials }), frame)
  },
  nsga2: (frame) => new Breeding(nsga2Rules({}), frame),
}

/** Lets the algorithm propose that suits the situation; all of them learn from the same trials. */
export class AutoProposer implements Proposer {
  readonly #frame: Frame
  readonly #space: Omit<Situation, 'finished'>
  readonly #made: Map<Chosen['algorithm'], Proposer> = new Map()

  constructor(frame: Frame) {
    const { sides, categories } = frame.cube
    this.#frame = frame
    this.#space = {
      parameters: sides.length,
      isConditional: sides.some(({ condition }) => condition !== undefined),
      categories: categories.reduce((most, count) => Math.max(most, count), 0),
      objectives: frame.objectives,
      isConstrained: frame.isConstrained,
    }
  }

  propose(known: Known, thinking: Thinking): Iterable<Proposal> {
    const { algorithm, why } = this.#choose(known)
    thinking.say(`Search: auto goes by ${algorithm} (${why}).`)
    return this.#proposer(algorithm, known).propose(known, thinking)
  }

  isHeavy(known: Known): boolean {
    return this.#proposer(this.#choose(known).algorithm, known).isHeavy?.(known) === true
  }

  #choose({ finished }: Known): Chosen {
    return choose({ ...this.#space, finished: finished.length })
  }

  #proposer(algorithm: Chosen['algorithm'], known: Known): Proposer {
    const made = this.#made.get(algorithm) ?? MAKERS[algorithm](this.#frame, known)
    this.#made.set(algorithm, made)
    return made
  }
}
