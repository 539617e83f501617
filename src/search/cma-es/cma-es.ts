import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { cmaEsRules, WHO, type CMAESRules, type CMAESSearchOptions } from './cma-es-options.ts'
import { Evolution } from './evolution.ts'
import type { Search, Searcher, SearchSetup } from '../searcher.ts'

/**
 * The covariance matrix adaptation evolution strategy: a normal distribution over all parameters that
 * moves, turns and stretches towards good configs, generation by generation. For some hundreds to
 * thousands of trials, and functions that other searchers find hard to model; it needs next to no time.
 *
 * N. Hansen, "The CMA Evolution Strategy: A Tutorial" (arXiv 1604.00772), with a margin for whole numbers
 * and other ordered values (CMA-ES with Margin, arXiv 2205.13482) and categorical distributions for
 * parameters without order (CatCMA, arXiv 2405.09962). A generation is whatever ends first, of this or of
 * earlier generations, so that no parallel trial is wasted. Failed trials and NaN count as worst, trials
 * that a scheduler stopped early as worse than full ones.
 */
export class CMAESSearch implements Searcher {
  readonly name = 'cma-es'
  readonly #rules: CMAESRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: CMAESSearchOptions = {}) {
    this.#rules = cmaEsRules(options)
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
      proposer: (frame) => new Evolution(rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { sigma0, populationSize, restarts, lrAdapt, warmStartTrials } = this.#rules
    const own = {
      sigma0,
      ...(populationSize === undefined ? {} : { populationSize }),
      restarts,
      lrAdapt,
      warmStartTrials,
    }
    return modelJSON(this.name, own, this.#rules)
  }
}

export type { CMAESSearchOptions } from './cma-es-options.ts'
