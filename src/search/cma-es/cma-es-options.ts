import { checkCount, checkPositive, checkSwitch, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'
import type { RestartPolicy } from './restarts.ts'

/** Options of {@link CMAESSearch}. */
export interface CMAESSearchOptions extends ModelSearchOptions {
  /**
   * How far from the centre the first configs lie: a standard deviation, as a share of each parameter's
   * range; above 0, at most 1. With `warmStart` the earlier trials say that.
   * @defaultValue 1/6
   */
  readonly sigma0?: number
  /**
   * Trials of a generation; 4 or more. More of them see the whole of a function better, and take longer
   * to get anywhere.
   * @defaultValue 4 + ⌊3 ln(number of parameters)⌋
   */
  readonly populationSize?: number
  /**
   * What follows when a descent leads nowhere any more: one from elsewhere with twice the population
   * (`'ipop'`), the same with small populations in between (`'bipop'`), or nothing (`'none'`).
   * @defaultValue `'ipop'`
   */
  readonly restarts?: RestartPolicy
  /**
   * Whether to learn as slowly as it takes to see a trend: for noisy results, and functions with many
   * local optima, where there are thousands of trials.
   * @defaultValue false
   */
  readonly lrAdapt?: boolean
  /**
   * How many of this study's own trials, the first that end, it begins from instead of learning from
   * them in generations, e.g. because another algorithm chose them. Until so many have ended it draws
   * at random.
   * @defaultValue 0
   */
  readonly warmStartTrials?: number
}

/** The options once they are checked. */
export interface CMAESRules extends ModelRules {
  readonly sigma0: number
  readonly populationSize: number | undefined
  readonly restarts: RestartPolicy
  readonly lrAdapt: boolean
  readonly warmStartTrials: number
}

export const WHO = 'CMAESSearch'

const NAMES: readonly Exclude<keyof CMAESSearchOptions, keyof ModelSearchOptions>[] = [
  'sigma0',
  'populationSize',
  'restarts',
  'lrAdapt',
  'warmStartTrials',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function cmaEsRules(options: CMAESSearchOptions): CMAESRules {
  const model = modelRules(WHO, options, NAMES)
  const {
    sigma0 = 1 / 6,
    populationSize,
    restarts = 'ipop',
    lrAdapt = false,
    warmStartTrials = 0,
  } = options
  checkPositive(WHO, 'sigma0', sigma0)
  if (sigma0 > 1) reject(WHO, 'sigma0', sigma0, 'Give a number of at most 1.')
  if (populationSize !== undefined) checkCount(WHO, 'populationSize', populationSize, 4)
  if (!['ipop', 'bipop', 'none'].includes(restarts)) {
    reject(WHO, 'restarts', restarts, "Give 'ipop', 'bipop' or 'none'.")
  }
  checkSwitch(WHO, 'lrAdapt', lrAdapt)
  checkCount(WHO, 'warmStartTrials', warmStartTrials, 0)
  return { ...model, sigma0, populationSize, restarts, lrAdapt, warmStartTrials }
}
