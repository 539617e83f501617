import { ModelSearcher } from '../model-searcher.ts'
import { Aging } from './aging.ts'
import {
  regularizedEvolutionRules,
  WHO,
  type RegularizedEvolutionRules,
  type RegularizedEvolutionSearchOptions,
} from './regularized-evolution-options.ts'
import type { Frame, Proposer } from '../proposer.ts'

/**
 * Regularised (ageing) evolution (E. Real, A. Aggarwal, Y. Huang and Q. V. Le, "Regularized Evolution for
 * Image Classifier Architecture Search", AAAI 2019, arXiv 1802.01548): the best of some trials drawn from
 * the population becomes a parent, one of its parameters changes, and of the population the oldest dies,
 * however good it is. What was good by luck is thereby forgotten. For large discrete and conditional
 * spaces and noisy results; no trial waits for another.
 *
 * Failed trials and NaN count as worst, trials that a scheduler stopped early as worse than full ones.
 */
export class RegularizedEvolutionSearch extends ModelSearcher<RegularizedEvolutionRules> {
  readonly name = 'regularized-evolution'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: RegularizedEvolutionSearchOptions = {}) {
    super(WHO, regularizedEvolutionRules(options))
  }

  protected propose(rules: RegularizedEvolutionRules, frame: Frame): Proposer {
    return new Aging(rules, frame)
  }
}

export type { RegularizedEvolutionSearchOptions } from './regularized-evolution-options.ts'
