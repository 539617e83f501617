import { HyperBandBase } from './hyperband-base.ts'
import { hyperBandRules } from './hyperband-options.ts'
import type { HyperBandSchedulerOptions } from './hyperband-options.ts'

/**
 * Synchronous HyperBand (Li et al., "Hyperband: A Novel Bandit-Based Approach to Hyperparameter
 * Optimization", JMLR 2018), with the tables of Ray Tune. Trials are put into brackets. Those of a
 * bracket pause at its milestone until all are there; then about the best one in `reductionFactor`
 * go on to the next milestone, and the others are stopped. Brackets differ in how many trials they
 * start with and in how early they compare them. NaN is worse than everything; of equals, those go on
 * that came to the bracket later. Trials need checkpoints: one without begins again when it goes on.
 */
export class HyperBandScheduler extends HyperBandBase {
  readonly name = 'hyperband'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: HyperBandSchedulerOptions = {}) {
    const rules = hyperBandRules(options)
    const { metric, mode } = options
    super({ who: 'HyperBandScheduler', rules, options: { ...rules }, metric, mode })
  }
}

export type { HyperBandSchedulerOptions } from './hyperband-options.ts'
