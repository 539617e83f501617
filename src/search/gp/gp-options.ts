import { checkCount, checkSwitch } from '../../option-checks.ts'
import { modelRules } from '../model-options.ts'
import type { ModelRules, ModelSearchOptions } from '../model-options.ts'
import type { Manner } from './hyper.ts'

/** Options of {@link GPSearch}. */
export interface GPSearchOptions extends ModelSearchOptions {
  /**
   * How many trials must have ended before a model chooses; until then configs are spread evenly
   * (scrambled Sobol points). 1 or more.
   * @defaultValue 6, or 10 with several metrics
   */
  readonly nStartupTrials?: number
  /** Whether a config always gives the same result: then no noise is expected. @defaultValue false */
  readonly deterministic?: boolean
  /**
   * Whether values are bent towards their logarithm as far as that makes them easier to model, so that
   * it matters less how bad the bad ones are.
   * @defaultValue true; false with several metrics
   */
  readonly outputWarp?: boolean
  /**
   * Whether parameters are bent, so that one may matter more at one end of its range. For ranges that
   * should have been logarithmic, say.
   * @defaultValue false
   */
  readonly inputWarp?: boolean
  /** Whether a parameter is expected to matter less where there are many. @defaultValue true */
  readonly dimensionScaledPrior?: boolean
  /**
   * How many trials a model takes at most, 10 or more. Of more, it takes the best quarter and others
   * that are spread over the space. Time per config grows with its square.
   * @defaultValue 400
   */
  readonly maxModelTrials?: number
}

/** The options once they are checked. */
export interface GPRules {
  readonly nStartupTrials: number | undefined
  /** `outputWarp` as far as it was given. */
  readonly manner: Omit<Manner, 'outputWarp'> & { readonly outputWarp: boolean | undefined }
  readonly maxModelTrials: number
  readonly model: ModelRules
}

const WHO = 'GPSearch'
const OWN: readonly (keyof GPSearchOptions)[] = [
  'nStartupTrials',
  'deterministic',
  'outputWarp',
  'inputWarp',
  'dimensionScaledPrior',
  'maxModelTrials',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function gpRules(options: GPSearchOptions): GPRules {
  const model = modelRules(WHO, options, OWN)
  const {
    nStartupTrials,
    deterministic = false,
    outputWarp,
    inputWarp = false,
    dimensionScaledPrior: dimensionScaled = true,
    maxModelTrials = 400,
  } = options
  if (nStartupTrials !== undefined) checkCount(WHO, 'nStartupTrials', nStartupTrials, 1)
  checkSwitch(WHO, 'deterministic', deterministic)
  if (outputWarp !== undefined) checkSwitch(WHO, 'outputWarp', outputWarp)
  checkSwitch(WHO, 'inputWarp', inputWarp)
  checkSwitch(WHO, 'dimensionScaledPrior', dimensionScaled)
  checkCount(WHO, 'maxModelTrials', maxModelTrials, 10)
  return {
    nStartupTrials,
    manner: { deterministic, outputWarp, inputWarp, dimensionScaled },
    maxModelTrials,
    model,
  }
}
