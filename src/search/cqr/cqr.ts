import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { cqrRules, WHO, type CQRRules, type CQRSearchOptions } from './cqr-options.ts'
import { CQRProposer } from './cqr-proposer.ts'
import type { Search, Searcher, SearchSetup } from '../searcher.ts'

/**
 * Search by conformal quantile regression: a model without a Gaussian in it, of how results are
 * distributed at each config, which does not mind noise that is larger here than there. Gradient-boosted
 * trees estimate quantiles of the results; for each of many candidates one of the quantiles is drawn, and
 * the candidate whose draw is the lowest is tried next (Salinas, Golebiowski, Klein, Seeger and
 * Archambeau, "Optimizing Hyperparameters with Conformal Quantile Regression", ICML 2023).
 *
 * Made for schedulers such as ASHA: every trial counts with its last result, however far it came,
 * trials that still run too. All parameters are taken as they are, conditional ones as well.
 */
export class CQRSearch implements Searcher {
  readonly name = 'cqr'
  readonly #rules: CQRRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: CQRSearchOptions = {}) {
    this.#rules = cqrRules(options)
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED`, `SINGLE_OBJECTIVE_ONLY`, `GRID_NOT_SUPPORTED`,
   * `SAMPLE_FROM_NOT_SUPPORTED`, and what a point that does not fit the space throws.
   */
  create(setup: SearchSetup): Search {
    const rules = this.#rules
    return new PointSearch(setup, {
      who: WHO,
      rules,
      severalObjectives: false,
      proposer: (frame) => new CQRProposer(rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { nStartupTrials, numCandidates, quantiles } = this.#rules
    return modelJSON(this.name, { nStartupTrials, numCandidates, quantiles }, this.#rules)
  }
}

export type { CQRSearchOptions } from './cqr-options.ts'
