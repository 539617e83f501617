import { meantBy } from '../../search/other-names.ts'
import { childOf, entryOf, textOf, withEntries, withEntry, word } from '../tree.ts'
import { lookUp, snakeCase } from '../words.ts'
import { onlyOnce } from './keys.ts'
import { ALLOCATIONS, firstName, nameMeant, SCHEDULERS, SEARCHERS } from './names.ts'
import type { Entry, MapNode, Node, ScalarNode } from '../tree.ts'

type Names = Parameters<typeof nameMeant>[1]

/** Where the name of a thing is said: by us, by Hydra, and by jsonargparse. */
const NAME_KEYS = ['name', '_target_', 'class_path']

/** What holds the options of a thing, where they are not beside its name. */
const OPTION_KEYS = ['options', 'init_args']

/** What other tuners call options of searchers. */
const SEARCH_OPTIONS: Readonly<Record<string, string>> = {
  n_random_steps: 'n_startup_trials',
  n_initial_points: 'n_startup_trials',
  random_search_steps: 'n_startup_trials',
}

/**
 * A thing by name, `asha` or `{ name: asha, max_t: 9 }`, as a map in our spelling. What is nothing of the
 * kind is left to the schema to refuse.
 */
export function normaliseNamed(node: Node, names: Names): Node {
  if (node.kind === 'scalar') {
    return typeof node.value === 'string' ? asMap(renamedWord(node, names)) : node
  }
  if (node.kind !== 'map') return node
  const entries = node.entries.flatMap((entry): readonly Entry[] => {
    if (NAME_KEYS.includes(entry.key) && entry.node.kind === 'scalar') {
      return [{ ...entry, key: 'name', node: renamedWord(entry.node, names) }]
    }
    if (OPTION_KEYS.includes(entry.key) && entry.node.kind === 'map') {
      return entry.node.entries.map((inner) => ({
        ...inner,
        key: snakeCase(inner.key),
        written: `${entry.written}.${inner.written}`,
      }))
    }
    return [{ ...entry, key: snakeCase(entry.key) }]
  })
  return withEntries(node, onlyOnce(entries))
}

export function normaliseScheduler(given: Node): Node {
  const node = normaliseNamed(given, SCHEDULERS)
  if (node.kind !== 'map') return node
  return withEntries(
    node,
    node.entries.map((entry) => {
      if (entry.key === 'base_scheduler') return { ...entry, node: normaliseScheduler(entry.node) }
      if (entry.key !== 'resources_allocation_function') return entry
      return { ...entry, node: normaliseNamed(entry.node, ALLOCATIONS) }
    }),
  )
}

export function normaliseSearch(given: Node): Node {
  const written = textOf(given) ?? textOf(NAME_KEYS.map((key) => childOf(given, key)).find(Boolean))
  const node = normaliseNamed(given, SEARCHERS)
  if (node.kind !== 'map') return node
  const entries = node.entries.map((entry) => {
    if (entry.key === 'searcher') return { ...entry, node: normaliseSearch(entry.node) }
    return { ...entry, key: lookUp(SEARCH_OPTIONS, entry.key) ?? entry.key }
  })
  return withMeantOptions(withEntries(node, onlyOnce(entries)), written)
}

/** `halton` is not only `quasi-random`, but that with an option. */
function withMeantOptions(map: MapNode, written: string | undefined): MapNode {
  const name = written === undefined ? undefined : nameMeant(written, SEARCHERS)
  const options = name === undefined ? {} : (meantBy(name, {})?.options ?? {})
  return Object.entries(options).reduce((result, [key, value]) => {
    const option = snakeCase(key)
    if (entryOf(result, option)) return result
    return withEntry(result, option, word(String(value), map.origin))
  }, map)
}

/** `asha` as `{ name: asha }`. */
function asMap(node: Node): MapNode {
  if (node.kind === 'map') return node
  return withEntry({ kind: 'map', entries: [], origin: node.origin }, 'name', node)
}

function renamedWord(node: ScalarNode, names: Names): ScalarNode {
  const name = typeof node.value === 'string' ? nameMeant(node.value, names) : undefined
  return name === undefined ? node : { ...node, value: firstName(name, names) }
}
