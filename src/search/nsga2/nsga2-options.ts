import { checkCount, reject } from '../../option-checks.ts'
import { modelRules, type ModelRules, type ModelSearchOptions } from '../model-options.ts'

/** Options of {@link NSGA2Search}. */
export interface NSGA2SearchOptions extends ModelSearchOptions {
  /**
   * How many of the best configs live and breed; 2 or more. More of them cover a front better, and take
   * longer to get there. The first so many trials fill the space evenly.
   * @defaultValue the square root of the number of trials so far, but at least 10 and at most 50
   */
  readonly populationSize?: number
  /** How likely a config has two parents and not one; 0 to 1. @defaultValue 0.9 */
  readonly crossoverProb?: number
  /**
   * How likely each parameter changes at random; 0 to 1.
   * @defaultValue 1 / the number of parameters that the config has
   */
  readonly mutationProb?: number
  /** Of two parents, how likely a parameter comes from the second; 0 to 1. @defaultValue 0.5 */
  readonly swappingProb?: number
  /**
   * How two parents mix: each parameter is that of one of them (`'uniform'`), or every second lies
   * somewhere around those of both (`'sbx'`, simulated binary crossover), which suits parameters that
   * depend on each other. Parameters without order are always those of one of them.
   * @defaultValue `'uniform'`
   */
  readonly crossover?: Crossover
}

export type Crossover = 'uniform' | 'sbx'

/** The options once they are checked. */
export interface NSGA2Rules extends ModelRules {
  readonly populationSize: number | undefined
  readonly crossoverProb: number
  readonly mutationProb: number | undefined
  readonly swappingProb: number
  readonly crossover: Crossover
}

export const WHO = 'NSGA2Search'

const NAMES: readonly Exclude<keyof NSGA2SearchOptions, keyof ModelSearchOptions>[] = [
  'populationSize',
  'crossoverProb',
  'mutationProb',
  'swappingProb',
  'crossover',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function nsga2Rules(options: NSGA2SearchOptions): NSGA2Rules {
  const model = modelRules(WHO, options, NAMES)
  const {
    populationSize,
    crossoverProb = 0.9,
    mutationProb,
    swappingProb = 0.5,
    crossover = 'uniform',
  } = options
  if (populationSize !== undefined) checkCount(WHO, 'populationSize', populationSize, 2)
  checkShare('crossoverProb', crossoverProb)
  if (mutationProb !== undefined) checkShare('mutationProb', mutationProb)
  checkShare('swappingProb', swappingProb)
  if (crossover !== 'uniform' && crossover !== 'sbx') {
    reject(WHO, 'crossover', crossover, "Give 'uniform' or 'sbx'.")
  }
  return { ...model, populationSize, crossoverProb, mutationProb, swappingProb, crossover }
}

function checkShare(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return
  reject(WHO, name, value, 'Give a number from 0 to 1.')
}
