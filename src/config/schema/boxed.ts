import type { MapNode, Node, ScalarNode } from '../tree.ts'

/** A value without parts together with how it was written: only who wants it knows what it means. */
export class Boxed {
  readonly value: ScalarNode['value']
  readonly text: string

  constructor({ value, text, quoted }: ScalarNode) {
    this.value = value
    this.text = quoted || typeof value === 'string' ? String(value) : text
  }
}

/** Where null is a value like others; elsewhere it stands for what is not given. */
const WITH_NULLS: ReadonlySet<string> = new Set([
  'space',
  'parameters',
  'pipeline',
  'env',
  'points_to_evaluate',
  'evaluated_rewards',
  'warm_start',
  'hyperparam_mutations',
  'hyperparam_bounds',
])

/** A study file as data for a schema. */
export function boxed(node: Node, isNullKept = false): unknown {
  switch (node.kind) {
    case 'scalar':
      return new Boxed(node)
    case 'list':
      return node.items.map((item) => boxed(item, isNullKept))
    case 'map':
      return boxedMap(node, isNullKept)
  }
}

function boxedMap({ entries }: MapNode, isNullKept: boolean): unknown {
  const given = entries.filter(({ node }) => {
    return isNullKept || node.kind !== 'scalar' || node.value !== null
  })
  return Object.fromEntries(
    given.map(({ key, node }) => [key, boxed(node, isNullKept || WITH_NULLS.has(key))]),
  )
}

/** The value itself; lists and maps as they are. */
export function unboxed(given: unknown): unknown {
  return given instanceof Boxed ? given.value : given
}

/** The value itself, with all that lies in it. */
export function unboxedDeep(given: unknown): unknown {
  if (given instanceof Boxed) return given.value
  if (Array.isArray(given)) return given.map(unboxedDeep)
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, unboxedDeep(value)]))
}
