import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { Aging } from './aging.ts'
import {
  regularizedEvolutionRules,
  WHO,
  type RegularizedEvolutionRules,
  type RegularizedEvolutionSearchOptions,
} from './regularized-evolution-options.ts'
import type { Search, Searcher, SearchSetup } from '../searcher.ts'

/**
 * Regularised (ageing) evolution (E. Real, A. Aggarwal, Y. Huang and Q. V. Le, "Regularized Evolution for
 * Image Classifier Architecture Search", AAAI 2019, arXiv 1802.01548): the best of some trials drawn from
 * the population becomes a parent, one of its parameters changes, and of the population the oldest dies,
 * however good it is. What was good by luck is thereby forgotten. For large discrete and conditional
 * spaces and noisy results; no trial waits for another.
 *
 * Failed trials and NaN count as worst, trials that a scheduler stopped early as worse than full ones.
 */
export class RegularizedEvolutionSearch implements Searcher {
  readonly name = 'regularized-evolution'
  readonly #rules: RegularizedEvolutionRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: RegularizedEvolutionSearchOptions = {}) {
    this.#rules = regularizedEvolutionRules(options)
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when the tuner names no metric,
   * `SINGLE_OBJECTIVE_ONLY` when it names several, `GRID_NOT_SUPPORTED` or `SAMPLE_FROM_NOT_SUPPORTED`
   * when the space holds what it cannot choose, and what a point that does not fit the space throws.
   */
  create(setup: SearchSetup): Search {
    const rules = this.#rules
    return new PointSearch(setup, {
      who: WHO,
      rules,
      severalObjectives: false,
      proposer: (frame) => new Aging(rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { populationSize, tournamentSize, stepProb } = this.#rules
    const own = {
      ...(populationSize === undefined ? {} : { populationSize }),
      tournamentSize,
      stepProb,
    }
    return modelJSON(this.name, own, this.#rules)
  }
}

export type { RegularizedEvolutionSearchOptions } from './regularized-evolution-options.ts'
