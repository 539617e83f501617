import { ConfigurationError, show } from '../../errors.ts'
import { copyData, isPlainObject, sameData } from '../../space/data.ts'
import { requireData } from './mutation/require-data.ts'
import type { Random } from '../../math/random.ts'
import type { AnyConfig } from '../../space/sample-from.ts'
import type { Exploration, Explorer, Parentage } from './explorer.ts'
import type { GroupMutation } from './mutation/group-mutation.ts'

/** Changes a finished config further, in place if it likes, and returns it. */
export type CustomExplore = (config: AnyConfig, random: Random) => unknown

/** Finds the configs of copies by random steps from those of the trials copied. */
export class MutationExplorer implements Explorer {
  readonly #mutations: GroupMutation
  readonly #customise: ((explored: Exploration, random: Random) => Exploration) | undefined

  constructor(who: string, mutations: GroupMutation, customExplore: CustomExplore | undefined) {
    this.#mutations = mutations
    this.#customise =
      customExplore && ((explored, random) => customised(who, customExplore, explored, random))
  }

  completeConfig(config: unknown, random: Random): unknown {
    return this.#mutations.complete(config, { path: '', random })
  }

  observe(): void {
    // A random step needs to know nothing.
  }

  explore({ parent, random }: Parentage): Exploration {
    const operations: [path: string, operation: string][] = []
    const config = this.#mutations.explore(copyData(parent.config), {
      path: '',
      random: random.split('mutate'),
      note: (path, operation) => operations.push([path, operation]),
    })
    const explored = { config, operations: Object.fromEntries(operations) }
    return this.#customise?.(explored, random.split('custom')) ?? explored
  }
}

/**
 * What a user's function makes of a config, and what it did to it. PB2 has such a function as well.
 * @throws ConfigurationError when it does not return a config.
 */
export function customised(
  who: string,
  customExplore: CustomExplore,
  explored: Exploration,
  random: Random,
): Exploration {
  const config = customExplore(copyData(explored.config), random)
  if (!isPlainObject(config)) {
    throw new ConfigurationError(
      'INVALID_OPTION',
      `${who}: what customExplore returned cannot be a config: it is ${show(config)}. Return the ` +
        'config that it is called with, changed or not.',
      { path: [who, 'customExplore'] },
    )
  }
  requireData(who, 'what customExplore returned', config)
  const operations = { ...explored.operations }
  for (const path of changed(explored.config, config, '')) {
    const before = operations[path]
    operations[path] = before === undefined ? 'customExplore' : `${before}, customExplore`
  }
  return { config: copyData(config), operations }
}

/** Flat paths at which two configs differ, those inside arrays not told apart. */
function changed(before: unknown, after: unknown, path: string): readonly string[] {
  if (sameData(before, after)) return []
  if (!isPlainObject(before) || !isPlainObject(after)) return [path]
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => {
    const inner = path === '' ? key : `${path}/${key}`
    const old = Object.hasOwn(before, key) ? before[key] : undefined
    return changed(old, Object.hasOwn(after, key) ? after[key] : undefined, inner)
  })
}
