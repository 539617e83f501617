import { ModelSearcher } from '../model-searcher.ts'
import { cmaEsRules, WHO, type CMAESRules, type CMAESSearchOptions } from './cma-es-options.ts'
import { Evolution } from './evolution.ts'
import type { Frame, Proposer } from '../proposer.ts'

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
export class CMAESSearch extends ModelSearcher<CMAESRules> {
  readonly name = 'cma-es'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: CMAESSearchOptions = {}) {
    super(WHO, cmaEsRules(options))
  }

  protected propose(rules: CMAESRules, frame: Frame): Proposer {
    return new Evolution(rules, frame)
  }
}

export type { CMAESSearchOptions } from './cma-es-options.ts'
