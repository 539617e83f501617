import { isPlainObject, sameData } from './data.ts'
import type { Node } from './node.ts'

/** How closely a value has to fit: `loose` lets numbers be out of range. */
export type Fit = 'strict' | 'loose'

/** Whether a complete value is one that this part of a space can resolve to. */
export function matches(node: Node, value: unknown, fit: Fit): boolean {
  switch (node.kind) {
    case 'constant':
      return sameData(node.value, value)
    case 'record':
      return (
        isPlainObject(value) &&
        Object.keys(value).length === node.entries.length &&
        node.entries.every(
          ([key, child]) => Object.hasOwn(value, key) && matches(child, value[key], fit),
        )
      )
    case 'list':
      return (
        Array.isArray(value) &&
        value.length === node.items.length &&
        node.items.every((item, i) => matches(item, value[i], fit))
      )
    case 'computed':
      return true
    case 'pick':
      break
  }
  if (node.options !== undefined) {
    return node.options.some((option) => matches(option.node, value, fit))
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return false
  return fit === 'loose' || node.axis.contains(value)
}
