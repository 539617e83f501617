import { modelJSON } from '../model-options.ts'
import { PointSearch } from '../point-search.ts'
import {
  quasiRandomRules,
  WHO,
  type QuasiRandomRules,
  type QuasiRandomSearchOptions,
} from './quasi-random-options.ts'
import { SequenceProposer } from './sequence-proposer.ts'
import type { Search, Searcher, SearchSetup } from '../searcher.ts'

/**
 * Configs that fill the space evenly, whatever they come to: trial n tries point n of a scrambled Sobol
 * or Halton sequence. Better than random configs where the space is to be explored, and as easy to run
 * in parallel. It needs no metric; with several parameters that matter little it sees more of the others
 * than a grid does.
 *
 * The whole space is covered: ranges along their scale, options by equal shares, conditional parts as
 * if their parameters were always there. Where the sequence comes back to a config that has been tried,
 * as it must in a small space without continuous parameters, one is drawn at random that has not been.
 */
export class QuasiRandomSearch implements Searcher {
  readonly name = 'quasi-random'
  readonly #rules: QuasiRandomRules

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: QuasiRandomSearchOptions = {}) {
    this.#rules = quasiRandomRules(options)
  }

  /**
   * @throws {ConfigurationError} `GRID_NOT_SUPPORTED` or `SAMPLE_FROM_NOT_SUPPORTED` when the space holds
   * what it cannot choose, and what a point that does not fit the space throws.
   */
  create(setup: SearchSetup): Search {
    const rules = this.#rules
    return new PointSearch(withMetric(setup), {
      who: WHO,
      rules,
      severalObjectives: true,
      adaptive: false,
      proposer: (frame) => new SequenceProposer(rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    const { sequence, scramble } = this.#rules
    return modelJSON(this.name, { sequence, scramble }, this.#rules)
  }
}

/** What reads results wants to know of which metric, although nobody looks at them here. */
function withMetric(setup: SearchSetup): SearchSetup {
  const { objectives = [], metric = '_metric', mode } = setup
  return { ...setup, objectives: objectives.length > 0 ? objectives : [{ metric, mode }] }
}

export type { QuasiRandomSearchOptions } from './quasi-random-options.ts'
