import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { Breeding } from './breeding.ts'
import { nsga2Rules, WHO, type NSGA2Rules, type NSGA2SearchOptions } from './nsga2-options.ts'
import type { Search, Searcher, SearchSetup } from '../searcher.ts'

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
export class NSGA2Search implements Searcher {
  readonly name = 'nsga2'
  readonly #rules: NSGA2Rules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: NSGA2SearchOptions = {}) {
    this.#rules = nsga2Rules(options)
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when the tuner names no metric, `GRID_NOT_SUPPORTED`
   * or `SAMPLE_FROM_NOT_SUPPORTED` when the space holds what it cannot choose, and what a point that
   * does not fit the space throws.
   */
  create(setup: SearchSetup): Search {
    const rules = this.#rules
    return new PointSearch(setup, {
      who: WHO,
      rules,
      severalObjectives: true,
      proposer: (frame) => new Breeding(rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { populationSize, crossoverProb, mutationProb, swappingProb, crossover } = this.#rules
    const own = {
      ...(populationSize === undefined ? {} : { populationSize }),
      crossoverProb,
      ...(mutationProb === undefined ? {} : { mutationProb }),
      swappingProb,
      crossover,
    }
    return modelJSON(this.name, own, this.#rules)
  }
}

export type { NSGA2SearchOptions } from './nsga2-options.ts'
