import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import { deRules, WHO, type DERules, type DESearchOptions } from './de-options.ts'
import { Differential } from './differential.ts'
import type { Search, Searcher, SearchSetup } from '../searcher.ts'

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
export class DESearch implements Searcher {
  readonly name = 'de'
  readonly #rules: DERules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: DESearchOptions = {}) {
    this.#rules = deRules(options)
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
      proposer: (frame) => new Differential(rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { populationSize, mutationFactor, crossoverProb } = this.#rules
    const own = { populationSize, mutationFactor, crossoverProb }
    return modelJSON(this.name, own, this.#rules)
  }
}

export type { DESearchOptions } from './de-options.ts'
