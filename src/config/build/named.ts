import { within } from './context.ts'
import type { ByName } from '../../tuner/options.ts'
import type { Path } from '../tree.ts'
import type { BuildContext, Data } from './context.ts'

/** How something is made that is given by its name and options. */
export interface Making {
  /** Its options as the code calls them. */
  readonly optionsOf: (data: Data, path: Path, context: BuildContext) => Data
  /** Makes it once, to hear whether it approves of its options. */
  readonly create: (name: string, options: Data) => unknown
}

/** Something by name with its options, of which its constructor has approved; undefined where it has not. */
export function buildNamed(
  data: Data | undefined,
  path: Path,
  context: BuildContext,
  { optionsOf, create }: Making,
): ByName | undefined {
  if (data === undefined) return undefined
  const { problems } = context
  const before = problems.count
  const name = String(data['name'])
  const options = problems.try(() => optionsOf(data, path, context), within(context, path))
  if (options === undefined || problems.count > before) return undefined
  problems.try(() => create(name, options), within(context, path))
  return { name, ...options }
}
