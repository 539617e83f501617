import { checkCount, checkPositive, reject } from '../../option-checks.ts'
import type { ModelSearchOptions } from '../model-options.ts'

/** Each result counts where it belongs, at its rung; and it knows no constraints. */
type Unused = 'tell' | 'constraints'

/** Options of {@link BOHBSearch}. */
export interface BOHBSearchOptions extends Omit<ModelSearchOptions, Unused> {
  /**
   * How many trials, at least, the good ones of a model are; at least the number of parameters plus 1,
   * to which a smaller number is raised.
   * @defaultValue the number of parameters plus 1
   */
  readonly minPointsInModel?: number
  /** How many percent of the trials count as good; above 0, below 100. @defaultValue 15 */
  readonly topPercent?: number
  /** How many candidates are drawn for each config, of which the best is taken; 1 or more. @defaultValue 64 */
  readonly numCandidates?: number
  /** Share of the configs that are drawn at random, whatever was learned; 0 to 1. @defaultValue 1/3 */
  readonly randomFraction?: number
  /**
   * How many times wider than the model's kernels the candidates spread around good trials; above 0.
   * @defaultValue 3
   */
  readonly bandwidthFactor?: number
  /** The narrowest kernel, as a share of a parameter's range; above 0, at most 1. @defaultValue 0.001 */
  readonly minBandwidth?: number
  /**
   * Flat path of a reported number that says what a result has cost, e.g. `'training_iteration'`: all
   * results with the same number are modelled together. Every result of every trial is then kept.
   * @defaultValue the rung at which a scheduler compared the result
   */
  readonly budgetAttr?: string
}

/** The options of its own once defaults are filled in. */
export type BOHBRules = Required<
  Omit<BOHBSearchOptions, keyof ModelSearchOptions | 'minPointsInModel' | 'budgetAttr'>
> &
  Pick<BOHBSearchOptions, 'minPointsInModel' | 'budgetAttr'>

export const WHO = 'BOHBSearch'
export const UNUSED: readonly Unused[] = ['tell', 'constraints']
export const OWN: readonly (keyof BOHBSearchOptions)[] = [
  'minPointsInModel',
  'topPercent',
  'numCandidates',
  'randomFraction',
  'bandwidthFactor',
  'minBandwidth',
  'budgetAttr',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function bohbRules(options: BOHBSearchOptions): BOHBRules {
  const {
    minPointsInModel,
    topPercent = 15,
    numCandidates = 64,
    randomFraction = 1 / 3,
    bandwidthFactor = 3,
    minBandwidth = 1e-3,
    budgetAttr,
  } = options
  if (minPointsInModel !== undefined) checkCount(WHO, 'minPointsInModel', minPointsInModel, 1)
  checkPositive(WHO, 'topPercent', topPercent)
  if (topPercent >= 100) reject(WHO, 'topPercent', topPercent, 'Give a number below 100.')
  checkCount(WHO, 'numCandidates', numCandidates, 1)
  if (!(typeof randomFraction === 'number' && randomFraction >= 0 && randomFraction <= 1)) {
    reject(WHO, 'randomFraction', randomFraction, 'Give a number from 0 to 1.')
  }
  checkPositive(WHO, 'bandwidthFactor', bandwidthFactor)
  checkPositive(WHO, 'minBandwidth', minBandwidth)
  if (minBandwidth > 1) reject(WHO, 'minBandwidth', minBandwidth, 'Give a number of at most 1.')
  if (budgetAttr !== undefined && (typeof budgetAttr !== 'string' || budgetAttr === '')) {
    reject(WHO, 'budgetAttr', budgetAttr, "Name a reported number, e.g. 'training_iteration'.")
  }
  return {
    topPercent,
    numCandidates,
    randomFraction,
    bandwidthFactor,
    minBandwidth,
    ...(minPointsInModel === undefined ? {} : { minPointsInModel }),
    ...(budgetAttr === undefined ? {} : { budgetAttr }),
  }
}
