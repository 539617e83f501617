import { checkNames } from '../option-checks.ts'
import { pointsOf } from './model-options.ts'
import type { Searcher, SearchSetup } from './searcher.ts'
import { VariantSearch } from './variant-search.ts'

/** Options of {@link BasicVariantGenerator}. */
export interface BasicVariantGeneratorOptions {
  /**
   * Configs to try first: complete or in part, nested or with flat keys (`{ 'model/lr': 0.1 }`). Each
   * stands for one of `numSamples`. What a point names is fixed, a grid it names is not crossed, and
   * the rest is drawn as usual. A value outside its domain is used as it is, with a warning.
   */
  readonly pointsToEvaluate?: readonly Readonly<Record<string, unknown>>[]
  /**
   * Whether the values that are not on a grid are drawn once per sample and held for all cells of the
   * grid. What `sampleFrom` computes from a grid's value still follows it. Default: false, all values
   * are drawn anew for each cell.
   */
  readonly constantGridSearch?: boolean
}

/**
 * Random and grid search, which is what a tuner does unless told otherwise: the whole grid, `numSamples`
 * times, everything else drawn at random. The grid is gone through in Ray's order: grids sorted by
 * path, the first varying fastest.
 */
export class BasicVariantGenerator implements Searcher {
  readonly name = 'random'
  readonly #points: readonly Readonly<Record<string, unknown>>[]
  readonly #constantGridSearch: boolean

  /** @throws ConfigurationError if `pointsToEvaluate` is not an array. */
  constructor(options: BasicVariantGeneratorOptions = {}) {
    checkNames('BasicVariantGenerator', options, ['pointsToEvaluate', 'constantGridSearch'])
    this.#points = pointsOf(options.pointsToEvaluate)
    this.#constantGridSearch = options.constantGridSearch ?? false
  }

  /** @throws ConfigurationError if a point names a parameter that is not in the space. */
  create({ space, random, numSamples }: SearchSetup): VariantSearch {
    const constantGridSearch = this.#constantGridSearch
    return new VariantSearch({
      space,
      random,
      numSamples,
      points: this.#points,
      constantGridSearch,
    })
  }

  toJSON(): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
    return {
      name: this.name,
      options: { pointsToEvaluate: this.#points, constantGridSearch: this.#constantGridSearch },
    }
  }
}
