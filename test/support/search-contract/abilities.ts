import type { Searcher } from '../../../src/search/searcher.ts'

/** What models can be told; `warmStart` stands for `evaluatedRewards` as well. */
export type ModelOption = 'warmStart' | 'allowRepeats' | 'tell' | 'constraints'

/** What the contract has to know of a searcher. */
export interface SearchAbilities {
  /** In how many trials it does better than random search; leave it out if it does not learn. */
  readonly learnsIn?: number
  /** Whether it may suggest a config again. @defaultValue false */
  readonly repeats?: boolean
  /** Whether it ends when every config of a small space has been tried. @defaultValue unless it repeats */
  readonly exhausts?: boolean
  /** Options of `ModelSearchOptions` that it does not take. @defaultValue it takes all */
  readonly lacks?: readonly ModelOption[]
  /** Whether it prefers what keeps the constraints. @defaultValue false */
  readonly constraints?: boolean
  /** Whether it pursues several metrics at once. @defaultValue false */
  readonly severalObjectives?: boolean
  /** Whether the space may hold `sampleFrom` and `gridSearch`. @defaultValue false */
  readonly computes?: boolean
  /** Whether a suggestion takes so long that fewer are looked at. @defaultValue false */
  readonly isSlow?: boolean
}

/** A searcher with its abilities, for one part of the contract. */
export interface Contractor {
  readonly name: string
  readonly make: (options?: Readonly<Record<string, unknown>>) => Searcher
  readonly abilities: SearchAbilities
  /** Fewer where it is slow. */
  readonly some: (fast: number, slow: number) => number
}
