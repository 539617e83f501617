import { Random } from '../math/random.ts'
import type { Objective } from '../math/score.ts'
import type { SearchSetup } from '../search/searcher.ts'
import type { Space } from '../space/space.ts'

/** What a study's search is made from, the same wherever it is made. */
export function searchSetup({
  space,
  objectives,
  numSamples,
  seed,
}: {
  readonly space: Space
  readonly objectives: readonly Objective[]
  /** As the user gave it: −1 for no end. */
  readonly numSamples: number
  readonly seed: number | string
}): SearchSetup {
  const [first] = objectives
  return {
    space,
    metric: first?.metric,
    mode: first?.mode ?? 'max',
    objectives,
    random: Random.fromSeed(seed).split('search'),
    numSamples: numSamples === -1 ? Infinity : numSamples,
  }
}
