import { checkNames, reject } from '../../option-checks.ts'
import { POPULATION_OPTIONS, populationRules } from '../pbt/population-rules.ts'
import { readBounds } from './read-bounds.ts'
import type { Domain } from '../../space/domain.ts'
import type { CustomExplore } from '../pbt/mutation-explorer.ts'
import type { PopulationOptions, PopulationRules } from '../pbt/population-rules.ts'
import type { Bounds } from './read-bounds.ts'

/**
 * Where a parameter may go: `[low, high]`, both included; a domain, which also says on what scale it
 * is modelled and which values it has (`loguniform`, `randint`, `quniform`, `choice`, …); or a list of
 * options that are not all numbers, which are equally unlike each other.
 */
export type PB2Bound = readonly [low: number, high: number] | Domain | readonly unknown[]

/** Bounds by name, nested as the config is (`{ model: { lr: … } }`) or flat (`{ 'model/lr': … }`). */
export interface PB2Bounds {
  readonly [name: string]: PB2Bound | PB2Bounds
}

/** Options of {@link PB2}. */
export interface PB2Options extends PopulationOptions {
  /**
   * The parameters that are chosen, and where they may go. At least one. What the config of a new
   * trial lacks is drawn evenly from here.
   *
   * A `[low, high]` of whole numbers more than 1 apart keeps whole numbers whole: as long as all
   * trials have whole numbers there, so do their copies. Write `uniform(1, 10)` to allow fractions, and
   * `randint` or `qrandint` to allow none. Not here: `gridSearch`, `sampleFrom`, and options that hold
   * domains.
   */
  readonly hyperparamBounds: PB2Bounds
  /**
   * Called once for each copy, with its config after the model has chosen; returns the config to use.
   * Draw from `random`, so that a seed gives the same configs again. A study with it cannot be restored
   * without the script.
   * @defaultValue none
   */
  readonly customExplore?: CustomExplore
}

/** The options as they are used. */
export interface PB2Rules {
  readonly population: PopulationRules
  readonly bounds: Bounds
  readonly customExplore: CustomExplore | undefined
}

const WHO = 'PB2'
const NAMES: readonly string[] = [
  ...POPULATION_OPTIONS,
  'hyperparamBounds',
  'customExplore',
] satisfies readonly (keyof PB2Options)[]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function pb2Rules(options: PB2Options): PB2Rules {
  checkNames(WHO, options, NAMES)
  const { hyperparamBounds, customExplore } = options
  const population = populationRules(WHO, options)
  const bounds = readBounds(WHO, hyperparamBounds)
  if (customExplore !== undefined && typeof customExplore !== 'function') {
    reject(WHO, 'customExplore', customExplore, 'Give a function (config) => config.')
  }
  return { population, bounds, customExplore }
}
