import { show } from '../errors.ts'
import { fail } from './problems.ts'
import { sameDomainKey } from './space/domains.ts'
import { plain, withEntries } from './tree.ts'
import type { Entry, ListNode, MapNode, Node, Path } from './tree.ts'

/**
 * A study file with something laid over it. Both are in our own spelling.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` where a path leads nowhere.
 */
export function overlay(map: MapNode, patch: MapNode): MapNode {
  return overlayMap(map, patch, [])
}

function overlayNode(node: Node | undefined, patch: Node, path: Path): Node {
  if (patch.kind !== 'map' || !patch.isPatch) return patch
  if (node?.kind === 'list') return overlayList(node, patch, path)
  if (node?.kind === 'map') return overlayMap(node, patch, path)
  if (node === undefined || node.value === null) {
    return overlayMap({ kind: 'map', entries: [], origin: patch.origin }, patch, path)
  }
  const key = patch.entries[0]?.key ?? ''
  return fail(
    patch.origin,
    path,
    `${path.join('.')} is ${show(plain(node))} and has no ${key}. Give ${path.join('.')} as a whole.`,
  )
}

function overlayMap(map: MapNode, patch: MapNode, path: Path): MapNode {
  return patch.entries.reduce((result, entry) => {
    // All that was below it may have gone elsewhere.
    if (entry.node.kind === 'map' && entry.node.isPatch && entry.node.entries.length === 0) {
      return result
    }
    const there = entryLike(result, entry)
    const key = there?.key ?? entry.key
    const node = overlayNode(there?.node, entry.node, [...path, key])
    if (there === undefined) return withEntries(result, [...result.entries, { ...entry, node }])
    const entries = result.entries.map((other) => {
      // A value that is replaced as a whole may have another spelling of its key: min for lower.
      return other === there ? { ...other, node } : other
    })
    return withEntries(result, entries)
  }, map)
}

function overlayList(list: ListNode, patch: MapNode, path: Path): ListNode {
  return patch.entries.reduce((result, { key, node, origin }) => {
    const index = /^\d+$/.test(key) ? Number(key) : Number.NaN
    if (!(index <= result.items.length)) {
      const last = result.items.length - 1
      fail(
        origin,
        path,
        `${path.join('.')} is a list and has no ${key}. Its items are 0 to ${last}.`,
      )
    }
    const items = [...result.items]
    items[index] = overlayNode(items[index], node, [...path, index])
    return { ...result, items }
  }, list)
}

/** Names of environment variables are in upper case, whatever the key is in. */
function entryLike(map: MapNode, { key, origin }: Entry): Entry | undefined {
  const exact = map.entries.find((entry) => entry.key === key)
  if (exact) return exact
  const isDomain = map.entries.some((entry) => entry.key === 'type')
  return map.entries.find((entry) => {
    if (isDomain && sameDomainKey(entry.key, key)) return true
    return origin.kind === 'environment' && entry.key.toLowerCase() === key
  })
}
