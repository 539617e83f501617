import { childOf, textOf, withEntries } from '../tree.ts'
import type { Entry, MapNode, Node } from '../tree.ts'

/** Where a map says of which class it describes an object: as jsonargparse has it, and as Hydra does. */
const CLASS_PATH = 'class_path'
const TARGET = '_target_'
const ARGUMENTS = 'init_args'

/** The path of the class that a map describes an object of; undefined for anything else. */
function classPath(node: Node | undefined): string | undefined {
  return textOf(childOf(node, TARGET)) ?? textOf(childOf(node, CLASS_PATH))
}

/** The last word of that path. */
export function className(node: Node | undefined): string | undefined {
  return classPath(node)?.split('.').at(-1)
}

/** The arguments of the object that a map describes. */
export function argumentsOf(map: MapNode): readonly Entry[] {
  if (isSplit(map)) {
    const inner = childOf(map, ARGUMENTS)
    return inner?.kind === 'map' ? inner.entries : []
  }
  return map.entries.filter(({ key }) => key !== TARGET && key !== CLASS_PATH)
}

/** The same object with other arguments. */
export function withArguments(map: MapNode, entries: readonly Entry[]): MapNode {
  if (!isSplit(map)) {
    const own = map.entries.filter(({ key }) => key === TARGET || key === CLASS_PATH)
    return withEntries(map, [...own, ...entries])
  }
  return withEntries(
    map,
    map.entries.map((entry) => {
      const { key, node } = entry
      if (key !== ARGUMENTS || node.kind !== 'map') return entry
      return { ...entry, node: withEntries(node, entries) }
    }),
  )
}

/** Whether the arguments stand in a map of their own. */
function isSplit(map: MapNode): boolean {
  return childOf(map, CLASS_PATH) !== undefined && childOf(map, ARGUMENTS) !== undefined
}
