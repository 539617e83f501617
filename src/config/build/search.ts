import { createSearcher } from '../../search/create-searcher.ts'
import { readStudy } from '../../tuner/stored-study.ts'
import { camelKeys, pathAt, within } from './context.ts'
import { buildNamed } from './named.ts'
import type { EarlierTrial } from '../../search/model-options.ts'
import type { ByName } from '../../tuner/options.ts'
import type { Path } from '../tree.ts'
import type { BuildContext, Data } from './context.ts'

/** The searcher by name with its options, of which its constructor has approved. */
export function buildSearch(
  data: Data | undefined,
  path: Path,
  context: BuildContext,
): ByName | undefined {
  return buildNamed(data, path, context, { optionsOf, create: createSearcher })
}

function optionsOf(data: Data, path: Path, context: BuildContext): Data {
  const { name: _name, ...given } = data
  const options = camelKeys(given)
  const earlier = options['warmStart']
  if (typeof earlier === 'string') {
    const folder = pathAt(context, [...path, 'warm_start'], earlier)
    context.problems.try(
      () => (options['warmStart'] = trialsIn(folder)),
      within(context, [...path, 'warm_start']),
    )
  }
  const inner = data['searcher'] as Data | undefined
  if (inner !== undefined) {
    options['searcher'] = buildSearch(inner, [...path, 'searcher'], context)
  }
  return options
}

/** What the trials of an earlier study came to. */
function trialsIn(folder: string): readonly EarlierTrial[] {
  const study = readStudy(folder)
  try {
    return study.view.trials.map(({ config, lastResult }) => ({ config, metrics: lastResult }))
  } finally {
    study.close()
  }
}
