import { checkNames, checkSwitch, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'

/** Options of {@link QuasiRandomSearch}. */
export interface QuasiRandomSearchOptions extends Pick<
  ModelSearchOptions,
  'pointsToEvaluate' | 'allowRepeats'
> {
  /**
   * Sobol's points fill the space best in powers of two, e.g. with 64 or 256 trials; Halton's do so with
   * any number of trials, where there are few parameters.
   * @defaultValue `'sobol'`
   */
  readonly sequence?: 'sobol' | 'halton'
  /**
   * Whether the seed moves the points. If not, they are the same in every study, the first at the
   * middle of each range or near its lower end.
   * @defaultValue true
   */
  readonly scramble?: boolean
}

/** The options once they are checked. */
export interface QuasiRandomRules extends ModelRules {
  readonly sequence: 'sobol' | 'halton'
  readonly scramble: boolean
}

export const WHO = 'QuasiRandomSearch'

const OWN: readonly (keyof QuasiRandomSearchOptions)[] = ['sequence', 'scramble']

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function quasiRandomRules(options: QuasiRandomSearchOptions): QuasiRandomRules {
  // Other options of searchers say what to learn, and here nothing is learned.
  checkNames(WHO, options, [...OWN, 'pointsToEvaluate', 'allowRepeats'])
  const { sequence = 'sobol', scramble = true } = options
  if (sequence !== 'sobol' && sequence !== 'halton') {
    reject(WHO, 'sequence', sequence, "Give 'sobol' or 'halton'.")
  }
  checkSwitch(WHO, 'scramble', scramble)
  return { ...modelRules(WHO, options, OWN), sequence, scramble }
}
