import { checkCount, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'

/** Options of {@link RegularizedEvolutionSearch}. */
export interface RegularizedEvolutionSearchOptions extends ModelSearchOptions {
  /**
   * How many trials live: the last that have ended; 2 or more. As many random ones come first.
   * @defaultValue a sixth of the trials that have ended, but at least 10 and at most 100: no study is
   * spent on random trials alone, and a long one forgets slowly enough to average noise
   */
  readonly populationSize?: number
  /**
   * Of how many trials, drawn at random, the best becomes a parent; 1 or more. The more, the greedier.
   * @defaultValue 10
   */
  readonly tournamentSize?: number
  /**
   * How likely a parameter with an order changes by a small step, instead of being drawn anew; 0 to 1.
   * At 0 this is the algorithm as it was published.
   * @defaultValue 0.7
   */
  readonly stepProb?: number
}

/** The options once they are checked. */
export interface RegularizedEvolutionRules extends ModelRules {
  readonly populationSize: number | undefined
  readonly tournamentSize: number
  readonly stepProb: number
}

export const WHO = 'RegularizedEvolutionSearch'

const NAMES: readonly Exclude<keyof RegularizedEvolutionSearchOptions, keyof ModelSearchOptions>[] =
  ['populationSize', 'tournamentSize', 'stepProb']

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function regularizedEvolutionRules(
  options: RegularizedEvolutionSearchOptions,
): RegularizedEvolutionRules {
  const model = modelRules(WHO, options, NAMES)
  const { populationSize, tournamentSize = 10, stepProb = 0.7 } = options
  if (populationSize !== undefined) checkCount(WHO, 'populationSize', populationSize, 2)
  checkCount(WHO, 'tournamentSize', tournamentSize, 1)
  if (!(typeof stepProb === 'number' && stepProb >= 0 && stepProb <= 1)) {
    reject(WHO, 'stepProb', stepProb, 'Give a number from 0 to 1.')
  }
  return { ...model, populationSize, tournamentSize, stepProb }
}
