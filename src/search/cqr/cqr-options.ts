import { checkCount, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'

/** Options of {@link CQRSearch}. */
export interface CQRSearchOptions extends ModelSearchOptions {
  /** How many trials with a result there are before the model is used; 2 or more. @defaultValue 5 */
  readonly nStartupTrials?: number
  /** How many candidates are drawn for each config, of which the best is taken; 1 or more. @defaultValue 2000 */
  readonly numCandidates?: number
  /**
   * How many quantiles are modelled: an odd number from 3 to 99. They lie symmetrically around the
   * median, 1 / (quantiles + 1) apart.
   * @defaultValue 5
   */
  readonly quantiles?: number
}

/** {@link CQRSearchOptions} once they are checked and defaults filled in. */
export type CQRRules = ModelRules & Required<Omit<CQRSearchOptions, keyof ModelSearchOptions>>

export const WHO = 'CQRSearch'
const NAMES = ['nStartupTrials', 'numCandidates', 'quantiles'] as const

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function cqrRules(options: CQRSearchOptions): CQRRules {
  const rules = modelRules(WHO, options, NAMES)
  const { nStartupTrials = 5, numCandidates = 2000, quantiles = 5 } = options
  checkCount(WHO, 'nStartupTrials', nStartupTrials, 2)
  checkCount(WHO, 'numCandidates', numCandidates, 1)
  checkCount(WHO, 'quantiles', quantiles, 3)
  if (quantiles % 2 === 0 || quantiles > 99) {
    reject(WHO, 'quantiles', quantiles, 'Give an odd number from 3 to 99.')
  }
  return { ...rules, nStartupTrials, numCandidates, quantiles }
}
