import { ModelSearcher } from '../model-searcher.ts'
import { cqrRules, WHO, type CQRRules, type CQRSearchOptions } from './cqr-options.ts'
import { CQRProposer } from './cqr-proposer.ts'
import type { Frame, Proposer } from '../proposer.ts'

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
export class CQRSearch extends ModelSearcher<CQRRules> {
  readonly name = 'cqr'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: CQRSearchOptions = {}) {
    super(WHO, cqrRules(options))
  }

  protected propose(rules: CQRRules, frame: Frame): Proposer {
    return new CQRProposer(rules, frame)
  }
}

export type { CQRSearchOptions } from './cqr-options.ts'
