import { Random } from '../../src/math/random.ts'
import { valueAt } from '../../src/math/score.ts'
import { compileMutations } from '../../src/schedule/pbt/mutation/compile-mutations.ts'
import { MutationExplorer } from '../../src/schedule/pbt/mutation-explorer.ts'
import { compileSpace } from '../../src/space/space.ts'
import type { Result } from '../../src/math/score.ts'
import type { Exploration } from '../../src/schedule/pbt/explorer.ts'
import type { CustomExplore } from '../../src/schedule/pbt/mutation-explorer.ts'
import type { HyperparamMutations } from '../../src/schedule/pbt/pbt-options.ts'

interface Explorations {
  readonly count: number
  /** All configs there were. */
  readonly configs: readonly unknown[]
  /** The different values at a flat path, sorted as text. */
  values(path: string): readonly unknown[]
  /** The different operations on a flat path, sorted. */
  operations(path: string): readonly unknown[]
}

/** Explores a config many times, and gathers what comes out of it. */
export function explorations(
  mutations: HyperparamMutations,
  config: Readonly<Record<string, unknown>>,
  {
    resample = 0,
    factors = [1.2, 0.8],
    customExplore,
    space,
  }: {
    readonly resample?: number
    readonly factors?: readonly number[]
    readonly customExplore?: CustomExplore
    readonly space?: object
  } = {},
): Explorations {
  const group = compileMutations(mutations, {
    who: 'PBT',
    rules: { resampleProbability: resample, perturbationFactors: factors },
    space: space && compileSpace(space),
  })
  const explorer = new MutationExplorer('PBT', group, customExplore)
  const all = Array.from({ length: 100 }, (_, i): Exploration =>
    explorer.explore({
      trial: 'a',
      parent: { trial: 'b', time: 1, score: 1, config },
      random: Random.fromSeed(i),
    }),
  )
  const distinct = (values: readonly unknown[]): readonly unknown[] =>
    [...new Set(values)].sort((a, b) => (String(a) < String(b) ? -1 : 1))
  return {
    count: all.length,
    configs: all.map((one) => one.config),
    values: (path) => distinct(all.map((one) => valueAt(one.config as Result, path))),
    operations: (path) => distinct(all.map((one) => one.operations[path])),
  }
}
