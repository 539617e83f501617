import { checkNames, reject } from '../../option-checks.ts'
import { isPlainObject } from '../../space/data.ts'
import { compileMutations } from './mutation/compile-mutations.ts'
import { POPULATION_OPTIONS, populationRules } from './population-rules.ts'
import type { Random } from '../../math/random.ts'
import type { Domain } from '../../space/domain.ts'
import type { MutationRules } from './mutation/mutation.ts'
import type { CustomExplore } from './mutation-explorer.ts'
import type { PopulationOptions, PopulationRules } from './population-rules.ts'

/**
 * How a parameter of a copy is found from that of the trial copied:
 *
 * - a list of values: the one to the left or to the right of it in the list,
 * - a domain of numbers: the value times one of `perturbationFactors`, kept in the domain's bounds and
 *   on its grid; a whole number that would not change moves by one,
 * - a `choice`: the option next to it where the options are numbers or `ordered`, else the same option,
 * - a function that draws a value: as a domain of numbers, with the bounds that `paramSpace` has there,
 * - an object: each of the parameters inside.
 *
 * With `resampleProbability` a value is drawn anew instead: of a `choice` without an order another
 * option, else anything.
 */
export type HyperparamMutation =
  readonly unknown[] | Domain | ((random: Random) => unknown) | HyperparamMutations

/** Mutations by parameter. */
export interface HyperparamMutations {
  readonly [key: string]: HyperparamMutation
}

/** Options of {@link PopulationBasedTraining}. */
export interface PopulationBasedTrainingOptions extends PopulationOptions {
  /**
   * No trial is looked at before its `timeAttr` is here; at least 0, in units of `timeAttr`.
   * @defaultValue 0
   */
  readonly burnInPeriod?: number
  /**
   * The parameters that copies may differ in, and how. What is missing in the config of a new trial is
   * drawn from here as well. Either this or `customExplore` must be given.
   * @defaultValue none
   */
  readonly hyperparamMutations?: HyperparamMutations
  /** Probability that a parameter is drawn anew instead of moved; 0 to 1. @defaultValue 0.25 */
  readonly resampleProbability?: number
  /**
   * Numbers are multiplied by one of these, each as likely; finite and above 0, at least one.
   * @defaultValue `[1.2, 0.8]`
   */
  readonly perturbationFactors?: readonly number[]
  /**
   * Called once for each copy, with its config after `hyperparamMutations`; returns the config to use.
   * Draw from `random`, so that a seed gives the same configs again.
   */
  readonly customExplore?: CustomExplore
}

/** What governs population based training, with defaults filled in. */
export interface PBTRules extends PopulationRules, MutationRules {}

export const WHO = 'PopulationBasedTraining'
const NAMES: readonly (keyof PopulationBasedTrainingOptions)[] = [
  ...POPULATION_OPTIONS,
  'burnInPeriod',
  'hyperparamMutations',
  'resampleProbability',
  'perturbationFactors',
  'customExplore',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function pbtRules(options: PopulationBasedTrainingOptions): PBTRules {
  checkNames(WHO, options, NAMES)
  const {
    hyperparamMutations = {},
    resampleProbability = 0.25,
    perturbationFactors = [1.2, 0.8],
    customExplore,
  } = options
  const population = populationRules(WHO, options)
  if (!(
    typeof resampleProbability === 'number' &&
    resampleProbability >= 0 &&
    resampleProbability <= 1
  )) {
    reject(WHO, 'resampleProbability', resampleProbability, 'Give a number from 0 to 1.')
  }
  const isFactor = (factor: unknown): boolean =>
    typeof factor === 'number' && factor > 0 && factor < Number.POSITIVE_INFINITY
  if (
    !Array.isArray(perturbationFactors) ||
    perturbationFactors.length === 0 ||
    !perturbationFactors.every(isFactor)
  ) {
    const wanted = 'Give a list of finite numbers above 0, e.g. [1.2, 0.8].'
    reject(WHO, 'perturbationFactors', perturbationFactors, wanted)
  }
  if (customExplore !== undefined && typeof customExplore !== 'function') {
    reject(WHO, 'customExplore', customExplore, 'Give a function (config) => config.')
  }
  const rules = {
    ...population,
    resampleProbability,
    perturbationFactors: Object.freeze([...perturbationFactors]),
  }
  compileMutations(hyperparamMutations, { who: WHO, rules, space: undefined })
  const isEmpty =
    isPlainObject(hyperparamMutations) && Object.keys(hyperparamMutations).length === 0
  if (isEmpty && customExplore === undefined) {
    const wanted =
      'Name the parameters to mutate, e.g. { lr: loguniform(1e-4, 1e-1) }, or give customExplore.'
    reject(WHO, 'hyperparamMutations', hyperparamMutations, wanted)
  }
  return rules
}
