import { ModelSearcher } from '../model-searcher.ts'
import { ParzenEstimator } from './parzen-estimator.ts'
import { tpeRules, WHO, type TPERules, type TPESearchOptions } from './tpe-options.ts'
import type { Frame, Proposer } from '../proposer.ts'

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
 * Hyper-Parameter Optimization", NIPS 2011): it estimates the density of the good configs and that of the
 * others, and tries what is likely under the one and unlikely under the other. It takes every space, needs
 * little time, and suits tens to thousands of trials.
 *
 * All parameters are modelled jointly, as in Optuna since version 5. Unlike there, good trials weigh by how
 * good they are, and their kernels are as wide as they are apart. With several metrics each parameter is
 * modelled by itself, and good trials are those of the best fronts that dominate the most together. Trials
 * that run count as poor; those that a scheduler ended early come after full ones, then those that violate
 * constraints; failed trials, NaN and +∞ are never good.
 *
 * Where options of a choice hold parameters, a bandit says which option is tried: the one that may bring the
 * best result, not the one that has brought it, so that no option is given up before it is tuned. In each
 * there is a model of its own, which learns a little from the others where they share parameters.
 */
export class TPESearch extends ModelSearcher<TPERules> {
  readonly name = 'tpe'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: TPESearchOptions = {}) {
    super(WHO, tpeRules(options), { severalObjectives: true })
  }

  protected propose(rules: TPERules, frame: Frame): Proposer {
    return new ParzenEstimator(rules, frame)
  }
}

export type { TPESearchOptions } from './tpe-options.ts'
