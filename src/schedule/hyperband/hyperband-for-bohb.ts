import { HyperBandBase } from './hyperband-base.ts'
import { bohbRules } from './hyperband-options.ts'
import type { HyperBandForBOHBOptions } from './hyperband-options.ts'

/**
 * The HyperBand of BOHB (Falkner et al., "BOHB: Robust and Efficient Hyperparameter Optimization at
 * Scale", ICML 2018): {@link HyperBandScheduler} with the largest bracket first and halved only when
 * it is full, under the name that Ray Tune gives it. With the searcher `bohb`, which learns from the
 * results that trials have at a milestone.
 */
export class HyperBandForBOHB extends HyperBandBase {
  readonly name = 'hb_bohb'

  /**
   * @throws {ConfigurationError} `INVALID_OPTION` for an option out of range, `UNKNOWN_OPTION` for one
   * that there is not.
   */
  constructor(options: HyperBandForBOHBOptions = {}) {
    const shared = bohbRules(options)
    const rules = { ...shared, firstBracket: 'largest', waitUntilFull: true } as const
    const { metric, mode } = options
    super({ who: 'HyperBandForBOHB', rules, options: { ...shared }, metric, mode })
  }
}

export type { HyperBandForBOHBOptions } from './hyperband-options.ts'
