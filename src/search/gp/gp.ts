import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { gpRules } from './gp-options.ts'
import { GPProposer } from './gp-proposer.ts'
import type { Searcher, SearchSetup } from '../searcher.ts'
import type { GPRules, GPSearchOptions } from './gp-options.ts'

/**
 * Bayesian optimisation with Gaussian processes: a model of the results says for every config what to
 * expect and how sure that is, and the one from which the largest improvement is expected is tried next.
 * The best choice where trials are expensive and there are at most some hundreds of them.
 *
 * The model has a Matérn kernel with a length scale for each parameter, fitted to the results together
 * with their noise and with how they are bent; options of a choice are alike or not, without an order.
 * Each part of a conditional space has a model of its own. Several metrics are pursued by the
 * hypervolume that a config is expected to add; constraints by how likely they are kept. Trials that a
 * scheduler ended early count as results at a lower fidelity, failed ones as the worst. Where trials that
 * went on were compared at the same rung, they tell what the others would have come to; and those that
 * still run count as far as they have come.
 *
 * A config takes about 0.1 s, growing with the square of the number of trials up to `maxModelTrials`.
 */
export class GPSearch implements Searcher {
  readonly name = 'gp'
  readonly #rules: GPRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: GPSearchOptions = {}) {
    this.#rules = gpRules(options)
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when no metric is named, `GRID_NOT_SUPPORTED` or
   * `SAMPLE_FROM_NOT_SUPPORTED` when the space holds what no model can choose, and what a point that
   * does not fit the space throws.
   */
  create(setup: SearchSetup): PointSearch {
    return new PointSearch(setup, {
      who: 'GPSearch',
      rules: this.#rules.model,
      severalObjectives: true,
      proposer: (frame) => new GPProposer(this.#rules, frame),
    })
  }

  /** Undefined if one of the options is code. */
  toJSON(): ReturnType<typeof modelJSON> {
    const { nStartupTrials, manner, maxModelTrials, model } = this.#rules
    const { deterministic, outputWarp, inputWarp, dimensionScaled } = manner
    const own = {
      ...(nStartupTrials === undefined ? {} : { nStartupTrials }),
      deterministic,
      ...(outputWarp === undefined ? {} : { outputWarp }),
      inputWarp,
      dimensionScaledPrior: dimensionScaled,
      maxModelTrials,
    }
    return modelJSON(this.name, own, model)
  }
}

export type { GPSearchOptions } from './gp-options.ts'
