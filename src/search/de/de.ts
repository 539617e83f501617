import { ModelSearcher } from '../model-searcher.ts'
import { deRules, WHO, type DERules, type DESearchOptions } from './de-options.ts'
import { Differential } from './differential.ts'
import type { Frame, Proposer } from '../proposer.ts'

/**
 * Differential evolution, `rand/1/bin` (R. Storn and K. Price, "Differential Evolution – A Simple and
 * Efficient Heuristic for Global Optimization over Continuous Spaces", Journal of Global Optimization 11,
 * 1997): each new config is one of the population plus the scaled difference of two others, crossed with
 * the one that it replaces if it is at least as good. It needs many trials and next to no time, and
 * assumes nothing about the function. No trial waits for another: a config is made of whatever the
 * population is when it is asked for.
 *
 * Whole numbers and ordered values are moved within the shares that they have of the unit interval,
 * values without order are inherited or drawn. Failed trials and NaN count as worst, trials that a
 * scheduler stopped early as worse than full ones.
 */
export class DESearch extends ModelSearcher<DERules> {
  readonly name = 'de'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: DESearchOptions = {}) {
    super(WHO, deRules(options))
  }

  protected propose(rules: DERules, frame: Frame): Proposer {
    return new Differential(rules, frame)
  }
}

export type { DESearchOptions } from './de-options.ts'
