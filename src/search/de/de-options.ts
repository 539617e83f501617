import { checkCount, checkPositive, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'

/** Options of {@link DESearch}. */
export interface DESearchOptions extends ModelSearchOptions {
  /**
   * How many configs are kept, each until a better one comes; 4 or more. The first so many fill the space
   * evenly. More of them find the best of many valleys more often, and take longer: 20 and more need a
   * thousand trials.
   * @defaultValue 10, for studies of some hundred trials
   */
  readonly populationSize?: number
  /**
   * What the difference of two configs is multiplied with, F: the median, it varies from config to config.
   * Above 0, at most 2.
   * @defaultValue 0.5
   */
  readonly mutationFactor?: number
  /**
   * How likely each parameter is taken from the mutant instead of from the config that it may replace,
   * Cr; 0 to 1. One always is.
   * @defaultValue 0.5
   */
  readonly crossoverProb?: number
}

/** The options once they are checked. */
export interface DERules extends ModelRules {
  readonly populationSize: number
  readonly mutationFactor: number
  readonly crossoverProb: number
}

export const WHO = 'DESearch'

const NAMES: readonly Exclude<keyof DESearchOptions, keyof ModelSearchOptions>[] = [
  'populationSize',
  'mutationFactor',
  'crossoverProb',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function deRules(options: DESearchOptions): DERules {
  const model = modelRules(WHO, options, NAMES)
  const { populationSize = 10, mutationFactor = 0.5, crossoverProb = 0.5 } = options
  checkCount(WHO, 'populationSize', populationSize, 4)
  checkPositive(WHO, 'mutationFactor', mutationFactor)
  if (mutationFactor > 2)
    reject(WHO, 'mutationFactor', mutationFactor, 'Give a number of at most 2.')
  if (!(typeof crossoverProb === 'number' && crossoverProb >= 0 && crossoverProb <= 1)) {
    reject(WHO, 'crossoverProb', crossoverProb, 'Give a number from 0 to 1.')
  }
  return { ...model, populationSize, mutationFactor, crossoverProb }
}
