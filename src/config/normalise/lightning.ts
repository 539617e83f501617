import { argumentsOf } from '../pipeline/described.ts'
import { childOf, entryOf, textOf, withEntries, withEntry, word } from '../tree.ts'
import { BLOCKS, renamed } from './keys.ts'
import type { MapNode, Node } from '../tree.ts'

/** Parts whose words are the user's own. */
const ARGUMENTS: readonly string[] = ['module', 'trainer', 'fit', 'checkpointing']

/** Domains, which Hydra describes as it does objects. */
const DOMAIN = /^(?:ray\.tune|tune|attune)\.|^[^.]*$/

/** What Lightning assumes of a monitored metric. */
const USUAL_MODE = 'min'

/** The block in our spelling, with the objects in it described by `class_path` and `init_args`. */
export function normaliseLightning(node: Node): Node {
  const keys = BLOCKS['lightning']
  if (node.kind !== 'map' || keys === undefined) return node
  const map = renamed(node, keys)
  return withEntries(
    map,
    map.entries.map((entry) => {
      return ARGUMENTS.includes(entry.key) ? { ...entry, node: described(entry.node) } : entry
    }),
  )
}

function described(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map(described) }
  if (node.kind !== 'map') return node
  const target = textOf(childOf(node, '_target_'))
  const inner = (map: MapNode): MapNode =>
    withEntries(
      map,
      map.entries.map((entry) => ({ ...entry, node: described(entry.node) })),
    )
  if (target === undefined || DOMAIN.test(target)) return inner(node)
  const init = inner(withEntries(node, argumentsOf(node)))
  const bare = withEntries(node, [])
  return withEntry(withEntry(bare, 'class_path', word(target, node.origin)), 'init_args', init)
}

/** Where the file has no metric, what the checkpoints of a declared training are ranked by is meant. */
export function withMetricOfLightning(map: MapNode): MapNode {
  const checkpointing = childOf(childOf(map, 'lightning'), 'checkpointing')
  const monitor = entryOf(checkpointing, 'monitor')
  if (monitor === undefined || textOf(monitor.node) === undefined || entryOf(map, 'metric')) {
    return map
  }
  const metric = withEntry(map, 'metric', monitor.node)
  if (entryOf(map, 'mode')) return metric
  const mode = childOf(checkpointing, 'mode')
  return withEntry(
    metric,
    'mode',
    mode?.kind === 'scalar' ? mode : word(USUAL_MODE, monitor.origin),
  )
}
