import type { Node } from '../../space/node.ts'

/**
 * How many different configs a space has: `Infinity` with a continuous parameter, and with values that
 * functions compute, of which nobody knows how many there are.
 */
export function configCount(node: Node): number {
  switch (node.kind) {
    case 'constant':
      return 1
    case 'computed':
      return Infinity
    case 'record':
      return product(node.entries.map(([, child]) => child))
    case 'list':
      return product(node.items)
    case 'pick':
      if (node.fixed !== undefined) return optionCount(node.options?.[node.fixed]?.node)
      if (node.options === undefined) return node.axis.size
      return node.options.reduce((sum, option) => sum + configCount(option.node), 0)
  }
}

function product(nodes: readonly Node[]): number {
  return nodes.reduce((count, node) => count * configCount(node), 1)
}

function optionCount(node: Node | undefined): number {
  return node === undefined ? 1 : configCount(node)
}
