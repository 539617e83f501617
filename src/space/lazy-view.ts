import { copyData } from './data.ts'
import type { Node } from './node.ts'

/**
 * The config as a function of `sampleFrom` sees it: plain objects and arrays, read-only, whose
 * properties are resolved when they are read.
 *
 * @param settle Gives what stands for a node in this config: a number, or another node.
 */
export function lazyView(node: Node, settle: (node: Node) => Node | number): unknown {
  const settled = settle(node)
  if (typeof settled === 'number') return settled
  switch (settled.kind) {
    case 'constant':
      return copyData(settled.value)
    case 'record':
      return readOnly({}, settled.entries, settle)
    case 'list':
      return readOnly([], [...settled.items.entries()], settle)
    default:
      return lazyView(settled, settle)
  }
}

function readOnly(
  target: object,
  entries: readonly (readonly [key: string | number, node: Node])[],
  settle: (node: Node) => Node | number,
): object {
  for (const [key, child] of entries) {
    let known: { readonly value: unknown } | undefined
    const get = (): unknown => (known ??= { value: lazyView(child, settle) }).value
    Object.defineProperty(target, key, { enumerable: true, get })
  }
  return Object.preventExtensions(target)
}
