import { argumentsOf } from '../pipeline/described.ts'
import { withEntries, word } from '../tree.ts'
import { BLOCKS, renamed } from './keys.ts'
import type { Entry, ListNode, MapNode, Node } from '../tree.ts'

/** A file, with the name of a function in it behind a colon. */
const FILE = /^(\S+\.(py|[cm]?[jt]sx?))(?::([\p{L}_$][\p{L}\p{N}_$]*))?$/u

/**
 * A trainable as a map. Text is a file (`train.py`, `./train.ts`, `train.py:train`) or else the line of
 * a command.
 */
export function normaliseTrainable(node: Node): Node {
  if (node.kind === 'scalar') return node.value === null ? node : fromText(node.text, node)
  const map =
    node.kind === 'list'
      ? mapOf([entry('command', node)], node)
      : renamed(node, BLOCKS['trainable'] ?? NONE)
  return withEntries(
    map,
    map.entries.map((entry) => {
      const { key, node } = entry
      if (key === 'pipeline' && node.kind === 'map') {
        return { ...entry, node: withEntries(node, argumentsOf(node)) }
      }
      const isWords = (key === 'command' || key === 'args') && node.kind === 'list'
      return isWords ? { ...entry, node: withPlaceholders(node) } : entry
    }),
  )
}

const NONE = { own: [], others: {} }

function fromText(text: string, node: Node): MapNode {
  const [, file, ending, name] = FILE.exec(text.trim()) ?? []
  const { origin } = node
  if (file === undefined) return mapOf([entry('command', node)], node)
  const isPython = ending === 'py'
  const entries = [entry(isPython ? 'python' : 'module', word(file, origin))]
  if (name) entries.push(entry(isPython ? 'function' : 'export', word(name, origin)))
  return mapOf(entries, node)
}

/** `{lr}` without quotes is a map to YAML, and here it can only be a placeholder. */
function withPlaceholders(list: ListNode): ListNode {
  const items = list.items.map((item) => {
    const [only, ...others] = item.kind === 'map' ? item.entries : []
    const isBare = only?.node.kind === 'scalar' && only.node.value === null && others.length === 0
    return isBare ? { ...word(`{${only.key}}`, item.origin), quoted: true } : item
  })
  return { ...list, items }
}

function entry(key: string, node: Node): Entry {
  return { key, written: key, origin: node.origin, node }
}

function mapOf(entries: readonly Entry[], { origin }: Node): MapNode {
  return { kind: 'map', entries, origin }
}
