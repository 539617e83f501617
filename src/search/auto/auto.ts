import { modelRules } from '../model-options.ts'
import { ModelSearcher } from '../model-searcher.ts'
import { AutoProposer } from './auto-proposer.ts'
import type { ModelRules, ModelSearchOptions } from '../model-options.ts'
import type { Frame, Proposer } from '../proposer.ts'

/** Options of {@link AutoSearch}. */
export type AutoSearchOptions = ModelSearchOptions

const WHO = 'AutoSearch'

/**
 * Chooses the algorithm by the space, the metrics and the number of trials that have ended, and says
 * which it has chosen and why. While trials are scarce that is the one that makes the most of each; where
 * there are hundreds it hands over to one that needs less time, which begins from all that was tried.
 */
export class AutoSearch extends ModelSearcher<ModelRules> {
  readonly name = 'auto'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not, `INVALID_PRESET` if `pointsToEvaluate` is not an array.
   */
  constructor(options: AutoSearchOptions = {}) {
    super(WHO, modelRules(WHO, options, []), { severalObjectives: true })
  }

  protected propose(_rules: ModelRules, frame: Frame): Proposer {
    return new AutoProposer(frame)
  }
}
