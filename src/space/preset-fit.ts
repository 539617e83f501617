import { sameData } from './data.ts'
import type { Fit } from './match.ts'
import type { Node, OptionNode, PickNode } from './node.ts'
import { wishData, type Wish } from './wish.ts'

/** Whether what is wished for is possible here; what is not mentioned does not matter. */
export function fits(node: Node, wish: Wish, fit: Fit): boolean {
  switch (node.kind) {
    case 'constant':
      return constantFits(node.value, wish)
    case 'record':
      return innerFits(new Map(node.entries), wish, fit)
    case 'list':
      return innerFits(new Map(node.items.map((item, i) => [String(i), item])), wish, fit)
    case 'computed':
      return true
    case 'pick':
      break
  }
  if (node.options !== undefined) return findOption(node, wish, fit) !== undefined
  return numberFits(node, wish, fit)
}

/** The first option that a wish fits, and what it wishes of that option. */
export function findOption(
  node: PickNode,
  wish: Wish,
  fit: Fit,
): { readonly index: number; readonly wish: Wish } | undefined {
  for (const [index, option] of (node.options ?? []).entries()) {
    if (fits(option.node, wish, fit)) return { index, wish }
    const rest: Wish = { value: undefined, below: wish.below }
    if (isNamed(option, wish) && fits(option.node, rest, fit)) return { index, wish: rest }
  }
  return undefined
}

function isNamed(option: OptionNode, wish: Wish): boolean {
  if (option.label === undefined || wish.value === undefined) return false
  return sameData(option.label.value, wish.value.data)
}

function numberFits(node: PickNode, wish: Wish, fit: Fit): boolean {
  const data = wishData(wish)
  if (typeof data !== 'number' || !Number.isFinite(data)) return false
  return fit === 'loose' || node.axis.contains(data)
}

function innerFits(nodes: ReadonlyMap<string, Node>, wish: Wish, fit: Fit): boolean {
  if (isScalar(wish)) return false
  return [...wish.below].every(([key, inner]) => {
    const node = nodes.get(key)
    return node !== undefined && fits(node, inner, fit)
  })
}

/** Whether it asks for a single value, which no object or array can be. */
export function isScalar({ value }: Wish): boolean {
  return value !== undefined && (typeof value.data !== 'object' || value.data === null)
}

function constantFits(value: unknown, wish: Wish): boolean {
  if (wish.value !== undefined) return sameData(value, wish.value.data)
  if (typeof value !== 'object' || value === null) return wish.below.size === 0
  const inner = new Map(Object.entries(value))
  return [...wish.below].every(
    ([key, child]) => inner.has(key) && constantFits(inner.get(key), child),
  )
}
