import { ModelSearcher } from '../model-searcher.ts'
import { Breeding } from './breeding.ts'
import { nsga2Rules, WHO, type NSGA2Rules, type NSGA2SearchOptions } from './nsga2-options.ts'
import type { Frame, Proposer } from '../proposer.ts'

/**
 * A genetic algorithm for several metrics at once, or for one: the configs that nobody beats in all
 * metrics live and breed, and of these rather those that are far from others, so that the whole front
 * of best compromises is found. For some hundreds to thousands of trials; it needs next to no time, and
 * bears any number of parallel trials.
 *
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6, 2002)
 * with steady state: there are no generations to wait for, each trial that ends may take the place of
 * the worst (Durillo, Nebro, Luna and Alba, "On the Effect of the Steady-State Selection Scheme in
 * Multi-Objective Genetic Algorithms", EMO 2009), which finds a better front in fewer trials. Constraints
 * go before metrics: what keeps them beats what does not, and less violation beats more. Trials that a
 * scheduler stopped early come after full ones; failed trials, NaN and +∞ do not breed.
 */
export class NSGA2Search extends ModelSearcher<NSGA2Rules> {
  readonly name = 'nsga2'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: NSGA2SearchOptions = {}) {
    super(WHO, nsga2Rules(options), { severalObjectives: true })
  }

  protected propose(rules: NSGA2Rules, frame: Frame): Proposer {
    return new Breeding(rules, frame)
  }
}

export type { NSGA2SearchOptions } from './nsga2-options.ts'
