import { checkCount, checkNotNegative, checkSwitch, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'

/** Options of {@link TPESearch}. */
export interface TPESearchOptions extends ModelSearchOptions {
  /**
   * How many trials with a result there are before the model is used; 0 or more. Until then configs are
   * random.
   * @defaultValue 10
   */
  readonly nStartupTrials?: number
  /** How many candidates are drawn for each config, of which the best is taken; 1 or more. @defaultValue 24 */
  readonly numCandidates?: number
  /**
   * How many trials count as good: a share of them, above 0 and below 1, of which there are at most 25,
   * or a function from the number of trials to the number of good ones.
   * @defaultValue 0.15, with several metrics 0.1
   */
  readonly gamma?: number | ((trials: number) => number)
  /**
   * Whether parameters are modelled jointly, so that what goes well together is found; if not, each is
   * modelled by itself.
   * @defaultValue true, with several metrics false
   */
  readonly multivariate?: boolean
  /**
   * Whether trials that run count as poor until they end, so that trials at the same time differ.
   * @defaultValue true
   */
  readonly constantLiar?: boolean
  /** How many trials the space itself counts for in each density; 0 or more. @defaultValue 1 */
  readonly priorWeight?: number
  /**
   * Whether the ends of a range count as neighbours of the trials next to them, where a kernel is as wide
   * as its neighbours are far.
   * @defaultValue false
   */
  readonly considerEndpoints?: boolean
  /**
   * Whether such a kernel has a least width, 1 / min(100, number of trials + 2) of the range, so that
   * trials close to each other do not make needles.
   * @defaultValue true
   */
  readonly considerMagicClip?: boolean
  /**
   * How much each of the trials that are not good weighs, the one that ended first at the beginning:
   * `'equal'`; `'recent'`, by which the last 25 weigh 1, and the ones before them the less the older they
   * are; or a function from their number to as many numbers of at least 0.
   * @defaultValue `'equal'`
   */
  readonly weights?: 'equal' | 'recent' | ((trials: number) => readonly number[])
}

/** {@link TPESearchOptions} once they are checked; what is undefined depends on the objectives. */
export type TPERules = ModelRules &
  Required<Omit<TPESearchOptions, keyof ModelSearchOptions | 'gamma' | 'multivariate'>> & {
    readonly gamma: TPESearchOptions['gamma']
    readonly multivariate: boolean | undefined
  }

export const WHO = 'TPESearch'
const NAMES = [
  'nStartupTrials',
  'numCandidates',
  'gamma',
  'multivariate',
  'constantLiar',
  'priorWeight',
  'considerEndpoints',
  'considerMagicClip',
  'weights',
] as const

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function tpeRules(options: TPESearchOptions): TPERules {
  const rules = modelRules(WHO, options, NAMES)
  const {
    nStartupTrials = 10,
    numCandidates = 24,
    gamma,
    multivariate,
    constantLiar = true,
    priorWeight = 1,
    considerEndpoints = false,
    considerMagicClip = true,
    weights = 'equal',
  } = options
  checkCount(WHO, 'nStartupTrials', nStartupTrials, 0)
  checkCount(WHO, 'numCandidates', numCandidates, 1)
  const isShare = typeof gamma === 'number' && gamma > 0 && gamma < 1
  if (gamma !== undefined && typeof gamma !== 'function' && !isShare) {
    reject(WHO, 'gamma', gamma, 'Give a number above 0 and below 1, e.g. 0.15, or a function.')
  }
  if (multivariate !== undefined) checkSwitch(WHO, 'multivariate', multivariate)
  checkSwitch(WHO, 'constantLiar', constantLiar)
  checkNotNegative(WHO, 'priorWeight', priorWeight)
  checkSwitch(WHO, 'considerEndpoints', considerEndpoints)
  checkSwitch(WHO, 'considerMagicClip', considerMagicClip)
  if (weights !== 'equal' && weights !== 'recent' && typeof weights !== 'function') {
    reject(WHO, 'weights', weights, "Give 'equal', 'recent', or a function.")
  }
  return {
    ...rules,
    nStartupTrials,
    numCandidates,
    gamma,
    multivariate,
    constantLiar,
    priorWeight,
    considerEndpoints,
    considerMagicClip,
    weights,
  }
}
