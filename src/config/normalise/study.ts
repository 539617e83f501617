import { show } from '../../errors.ts'
import { fail } from '../problems.ts'
import { childOf, entryOf, plain, textOf, withEntries, withEntry, word } from '../tree.ts'
import { bare } from '../words.ts'
import { BLOCKS, GROUPS, onlyOnce, renamed, STUDY } from './keys.ts'
import { normaliseLightning } from './lightning.ts'
import { normaliseNamed, normaliseScheduler, normaliseSearch } from './named.ts'
import { LOGGERS, STOPPERS } from './names.ts'
import { normaliseTrainable } from './trainable.ts'
import type { Entry, MapNode, Node } from '../tree.ts'

/** What Hydra adds to a block to say of which class it is. */
const TARGET = '_target_'

/**
 * A study file in our own spelling, whichever it was written in: camelCase, kebab-case, the names that
 * Ray Tune and itwinai have for the same, and their blocks `tune_config` and `run_config`.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` for what is said twice.
 */
export function normaliseStudy(given: MapNode): MapNode {
  const map = renamed(withEntries(given, given.entries.flatMap(ungrouped)), STUDY)
  const blocks = withEntries(
    map,
    map.entries.map((entry) => ({ ...entry, node: normaliseBlock(entry) })),
  )
  return hoistMetric(blocks)
}

function ungrouped(entry: Entry): readonly Entry[] {
  if (!GROUPS.includes(bare(entry.key))) return [entry]
  const { node, written } = entry
  if (node.kind === 'scalar' && node.value === null) return []
  if (node.kind !== 'map') {
    fail(node.origin, [entry.key], `${written} is ${show(plain(node))}. Put keys below it.`)
  }
  return node.entries
    .filter(({ key }) => key !== TARGET)
    .map((inner) => ({ ...inner, written: `${written}.${inner.written}` }))
}

function normaliseBlock({ key, node }: Entry): Node {
  switch (key) {
    case 'scheduler':
      return normaliseScheduler(node)
    case 'search':
      return normaliseSearch(node)
    case 'trainable':
      return normaliseTrainable(node)
    case 'lightning':
      return normaliseLightning(node)
    case 'stop':
      return normaliseStop(node)
    case 'loggers':
      return normaliseLoggers(node)
    default: {
      const keys = BLOCKS[key]
      return keys && node.kind === 'map' ? renamed(withoutTarget(node), keys) : node
    }
  }
}

function normaliseLoggers(node: Node): Node {
  const isPatch = node.kind === 'map' && node.isPatch === true
  if (isPatch || (node.kind === 'scalar' && node.value === null)) return node
  const items = node.kind === 'list' ? node.items : [node]
  const named = items.map((item) => normaliseNamed(item, LOGGERS))
  return { kind: 'list', items: named, origin: node.origin }
}

function withoutTarget(map: MapNode): MapNode {
  return withEntries(
    map,
    map.entries.filter(({ key }) => key !== TARGET),
  )
}

/** Stoppers by name; the metrics of thresholds are the user's own words. */
function normaliseStop(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map(normaliseStop) }
  if (node.kind === 'map' && !isStopper(node)) return node
  const named = normaliseNamed(node, STOPPERS)
  if (named.kind !== 'map') return named
  return withEntries(
    named,
    named.entries.map((entry) => {
      return entry.key === 'stoppers' ? { ...entry, node: normaliseStop(entry.node) } : entry
    }),
  )
}

/** A threshold is a number or a map, so that a metric may be called `name`. */
export function isStopper(node: Node): boolean {
  return ['name', TARGET, 'class_path'].some((key) => {
    const value = childOf(node, key)
    return value?.kind === 'scalar' && typeof value.value === 'string'
  })
}

/** A searcher has no metric of its own; where one is given to it, it is the study's. */
function hoistMetric(map: MapNode): MapNode {
  const search = childOf(map, 'search')
  if (search?.kind !== 'map') return map
  const inner = search.entries.filter(({ key }) => key === 'metric' || key === 'mode')
  const others = search.entries.filter((entry) => !inner.includes(entry))
  const cleaned = map.entries.map((entry) => {
    return entry.key === 'search' ? { ...entry, node: withEntries(search, others) } : entry
  })
  const added = inner.filter(({ key, node, written }) => {
    const own = entryOf(map, key)
    if (own === undefined) return true
    if (show(plain(own.node)) === show(plain(node))) return false
    const said = `search.${written} is ${show(plain(node))}, but ${own.written} is ${show(plain(own.node))}.`
    return fail(node.origin, ['search', key], `${said} Say it once.`)
  })
  const hoisted = added.map((entry) => ({ ...entry, written: `search.${entry.written}` }))
  return withEntries(map, onlyOnce([...cleaned, ...hoisted]))
}

/** Where the scheduler is called `bohb`, the searcher of that name is meant as well. */
export function withSearchOfBohb(map: MapNode): MapNode {
  const name = childOf(childOf(map, 'scheduler'), 'name')
  if (textOf(name)?.toLowerCase() !== 'bohb' || entryOf(map, 'search') || !name) return map
  return withEntry(map, 'search', normaliseSearch(word('bohb', name.origin)))
}
