import { modelJSON, ownRules } from './model-options.ts'
import { PointSearch } from './point-search.ts'
import type { ModelRules } from './model-options.ts'
import type { Frame, Proposer } from './proposer.ts'
import type { Search, Searcher, SearchSetup } from './searcher.ts'

/** A searcher that is no more than a proposer with options: what all of them do alike. */
export abstract class ModelSearcher<Rules extends ModelRules> implements Searcher {
  abstract readonly name: string
  readonly #who: string
  readonly #rules: Rules
  readonly #severalObjectives: boolean

  protected constructor(
    who: string,
    rules: Rules,
    { severalObjectives = false }: { readonly severalObjectives?: boolean } = {},
  ) {
    this.#who = who
    this.#rules = rules
    this.#severalObjectives = severalObjectives
  }

  protected abstract propose(rules: Rules, frame: Frame): Proposer

  /**
   * @throws {ConfigurationError} `METRIC_REQUIRED` when the tuner names no metric,
   * `SINGLE_OBJECTIVE_ONLY` when it names several and this pursues one, `GRID_NOT_SUPPORTED` or
   * `SAMPLE_FROM_NOT_SUPPORTED` when the space holds what it cannot choose, and what a point that does
   * not fit the space throws.
   */
  create(setup: SearchSetup): Search {
    return new PointSearch(setup, {
      who: this.#who,
      rules: this.#rules,
      severalObjectives: this.#severalObjectives,
      proposer: (frame) => this.propose(this.#rules, frame),
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return modelJSON(this.name, ownRules(this.#rules), this.#rules)
  }
}
