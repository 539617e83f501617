import { sameData, isPlainObject } from '../../space/data.ts'
import { nest } from '../optuna/config-paths.ts'
import type { ImportedTrial } from '../imported-study.ts'

/**
 * What is known of the space: which paths vary, as functions that are missing, and the constants that
 * all configs share. As `spaceToJSON` writes it.
 */
export function spaceOf(trials: readonly ImportedTrial[]): unknown {
  const [first] = trials
  if (first === undefined) return {}
  const varying = new Set(trials.flatMap((trial) => Object.keys(trial.params)))
  const leaves = leavesOf(first.config, '', varying)
  return nest(
    [...leaves].flatMap(([path, value]) => {
      if (varying.has(path)) return [[path, { type: 'sampleFrom' }] as const]
      const isShared = trials.every((trial) => sameData(at(trial.config, path), value))
      return isShared ? [[path, constant(value)] as const] : []
    }),
  )
}

function leavesOf(
  value: unknown,
  path: string,
  varying: ReadonlySet<string>,
): ReadonlyMap<string, unknown> {
  if (!isPlainObject(value) || varying.has(path)) return new Map([[path, value]])
  const leaves = new Map<string, unknown>()
  for (const [key, inner] of Object.entries(value)) {
    if (key === '' || key.includes('/')) continue
    const below = leavesOf(inner, path === '' ? key : `${path}/${key}`, varying)
    for (const [leaf, found] of below) leaves.set(leaf, found)
  }
  return leaves
}

function at(config: unknown, path: string): unknown {
  let value = config
  for (const key of path.split('/')) value = isPlainObject(value) ? value[key] : undefined
  return value
}

/** Objects inside arrays keep clear of being taken for domains. */
function constant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(constant)
  if (!isPlainObject(value)) return value
  const entries = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, constant(inner)]),
  )
  return 'type' in entries ? { type: 'object', entries } : entries
}
