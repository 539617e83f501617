import { modelJSON, modelRules } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { AutoProposer } from './auto-proposer.ts'
import type { ModelRules, ModelSearchOptions } from '../model-options.ts'
import type { Searcher, SearchSetup } from '../searcher.ts'

/** Options of {@link AutoSearch}. */
export type AutoSearchOptions = ModelSearchOptions

const WHO = 'AutoSearch'

/**
 * Chooses the algorithm by the space, the metrics and the number of trials that have ended, and says
 * which it has chosen and why. While trials are scarce that is the one that makes the most of each; where
 * there are hundreds it hands over to one that needs less time, which begins from all that was tried.
 */
export class AutoSearch implements Searcher {
  readonly name = 'auto'
  readonly #rules: ModelRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: AutoSearchOptions = {}) {
    this.#rules = modelRules(WHO, options, [])
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when the tuner names no metric, `GRID_NOT_SUPPORTED`
   * or `SAMPLE_FROM_NOT_SUPPORTED` when the space holds what no model can choose, and what a point that
   * does not fit the space throws.
   */
  create(setup: SearchSetup): PointSearch {
    return new PointSearch(setup, {
      who: WHO,
      rules: this.#rules,
      severalObjectives: true,
      proposer: (frame) => new AutoProposer(frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return modelJSON(this.name, {}, this.#rules)
  }
}
