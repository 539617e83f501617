import { BasicVariantGenerator } from '../search/variants.ts'
import { spaceFromJSON } from '../space/space-json.ts'
import { searchSetup } from './search-setup.ts'
import type { Mode, Objective } from '../math/score.ts'
import type { BasicVariantGeneratorOptions } from '../search/variants.ts'
import type { Search } from '../search/searcher.ts'
import type { StudyRecord } from './study-folder.ts'

/** Stands for a recorded study's search where nobody asks it: suggests nothing and learns nothing. */
export function recordedSearch(record: StudyRecord): Search {
  return {
    adaptive: false,
    total: totalOf(record),
    ask: () => ({ suggestions: [], finished: true }),
    onTrialAdded: () => {},
    onTrialResult: () => {},
    onTrialComplete: () => {},
  }
}

/** What a recorded study optimises. */
export function recordedObjectives({ tuneConfig }: StudyRecord): readonly Objective[] {
  const { metric, mode, scheduler } = tuneConfig as {
    readonly metric?: string | readonly string[]
    readonly mode?: Mode | readonly Mode[]
    readonly scheduler?: { readonly options?: { readonly metric?: string; readonly mode?: Mode } }
  }
  const own = scheduler?.options ?? {}
  const modes = mode ?? own.mode
  if (modes === undefined) return []
  return [metric ?? own.metric ?? '_metric'].flat().map((name, i) => ({
    metric: name,
    mode: typeof modes === 'string' ? modes : (modes[i] ?? modes[0] ?? 'max'),
  }))
}

/** How many trials there will be; a searcher that learns may find that there are fewer configs. */
function totalOf(record: StudyRecord): number {
  const { numSamples = 1, searchAlg } = record.tuneConfig as {
    readonly numSamples?: number
    readonly searchAlg?: { readonly name?: string; readonly options?: BasicVariantGeneratorOptions }
  }
  const samples = numSamples === -1 ? Infinity : numSamples
  const isRandom = searchAlg === undefined || searchAlg.name === 'random'
  // Without a grid, a sample is a trial: nothing needs to be read for that.
  if (!isRandom || !holdsGrid(record.paramSpace)) return samples
  try {
    const setup = searchSetup({
      space: spaceFromJSON(record.paramSpace),
      objectives: recordedObjectives(record),
      numSamples,
      seed: record.seed,
    })
    return new BasicVariantGenerator(searchAlg?.options).create(setup).total
  } catch {
    // A space of which parts were code is not known.
    return samples
  }
}

function holdsGrid(space: unknown): boolean {
  if (typeof space !== 'object' || space === null) return false
  return (
    (space as { readonly type?: unknown }).type === 'gridSearch' ||
    Object.values(space).some(holdsGrid)
  )
}
