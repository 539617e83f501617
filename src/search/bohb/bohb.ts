import { modelJSON, modelRules } from '../model-options.ts'
import { objectivesOf } from '../objectives.ts'
import { PointSearch } from '../point-search.ts'
import { bohbRules, OWN, UNUSED, WHO } from './bohb-options.ts'
import { KernelProposer } from './kernel-proposer.ts'
import type { Objective } from '../../math/score.ts'
import type { ModelRules } from '../model-options.ts'
import type { Searcher, SearchSetup } from '../searcher.ts'
import type { BOHBRules, BOHBSearchOptions } from './bohb-options.ts'

/**
 * The model of BOHB (Falkner, Klein and Hutter, "BOHB: Robust and Efficient Hyperparameter Optimization
 * at Scale", ICML 2018), to be used with `HyperBandForBOHB`, with ASHA or with any other scheduler that
 * compares trials at rungs: for each rung it estimates the density of the good configs and that of the
 * others, uses the highest rung that has enough of both, and tries what is likely under the good ones
 * and unlikely under the others. A share of the configs stays random, so that no model can trap it.
 *
 * Where no scheduler compares trials, the last results of the trials that ended are modelled. Failed
 * trials and NaN count as bad. Each config takes time linear in the number of trials at the rung: about
 * 3 ms for 500 trials of six parameters.
 */
export class BOHBSearch implements Searcher {
  readonly name = 'bohb'
  readonly #rules: BOHBRules
  readonly #model: ModelRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: BOHBSearchOptions = {}) {
    this.#model = modelRules(WHO, options, OWN, UNUSED)
    this.#rules = bohbRules(options)
  }

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when the tuner names no metric,
   * `SINGLE_OBJECTIVE_ONLY` when it names several, `GRID_NOT_SUPPORTED` or `SAMPLE_FROM_NOT_SUPPORTED`
   * when the space holds what no model can choose, and what a point that does not fit the space throws.
   */
  create(setup: SearchSetup): PointSearch {
    const rules = this.#rules
    const [objective] = objectivesOf(WHO, setup, false) as [Objective]
    return new PointSearch(setup, {
      who: WHO,
      rules: this.#model,
      severalObjectives: false,
      reads: rules.budgetAttr === undefined ? [] : [rules.budgetAttr],
      proposer: (frame) => new KernelProposer(rules, objective, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return modelJSON(this.name, this.#rules, this.#model)
  }
}

export { BOHBSearch as TuneBOHB }
export type { BOHBSearchOptions } from './bohb-options.ts'
