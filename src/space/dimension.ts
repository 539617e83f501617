import { ConfigurationError } from '../errors.ts'
import type { Axis } from './axis.ts'
import { pathSegments } from './data.ts'
import type { Node, PickNode } from './node.ts'
import type { Space } from './space.ts'

/** One side of the unit cube that a space is mapped to. */
export interface Dimension {
  /** Its place in the cube: 0, 1, 2, … A dimension comes after the one it depends on. */
  readonly index: number
  /** Unlike the path, different for each dimension, also where the options of a choice share paths. */
  readonly id: string
  /** Flat path in the config. */
  readonly path: string
  /** Whether its picks are all reals of a range, whole steps of one, or categories without an order. */
  readonly kind: 'continuous' | 'ordered' | 'unordered'
  /** How many picks it has; `Infinity` when continuous. */
  readonly size: number
  /** Whether the unit interval is even along the logarithm of the values. */
  readonly log: boolean
  /** Maps picks to [0, 1] and back. A pick is a number, or the index of an option. */
  readonly axis: Axis
  /** The dimension it depends on, and the option of that at which it is active; undefined: always active. */
  readonly condition: Condition | undefined
  readonly node: PickNode
}

export interface Condition {
  readonly dimension: number
  readonly option: number
}

/**
 * The dimensions of a space, each after the one it depends on.
 *
 * @throws ConfigurationError if the space holds a `sampleFrom` or a `gridSearch`, which a searcher that
 *   chooses points of the cube could not honour.
 */
export function dimensionsOf(space: Space): readonly Dimension[] {
  refuse(
    'SAMPLE_FROM_NOT_SUPPORTED',
    'sampleFrom',
    space.computed.map((node) => node.path),
    'the value comes from a function. Compute it in the trainable, or use random search',
  )
  refuse(
    'GRID_NOT_SUPPORTED',
    'gridSearch',
    space.picks.filter((node) => node.enumerated).map((node) => node.path),
    'every value is to be visited. Use choice, or random search, which goes through grids',
  )
  const dimensions: Dimension[] = []
  collect(space.root, undefined, dimensions)
  return dimensions
}

function collect(node: Node, condition: Condition | undefined, into: Dimension[]): void {
  if (node.kind === 'record') for (const [, child] of node.entries) collect(child, condition, into)
  if (node.kind === 'list') for (const child of node.items) collect(child, condition, into)
  if (node.kind !== 'pick') return
  if (node.fixed !== undefined) {
    const chosen = node.options?.[node.fixed]
    if (chosen !== undefined) collect(chosen.node, condition, into)
    return
  }
  const { axis, id, path } = node
  const { size, log } = axis
  const index = into.length
  const kind = size === Infinity ? 'continuous' : axis.ordered ? 'ordered' : 'unordered'
  into.push({ index, id, path, kind, size, log, axis, condition, node })
  for (const [option, { node: inner }] of (node.options ?? []).entries()) {
    collect(inner, { dimension: index, option }, into)
  }
}

function refuse(code: string, what: string, paths: readonly string[], why: string): void {
  const [first] = paths
  if (first === undefined) return
  const names = [...new Set(paths)].map((path) => `\`${path}\``).join(', ')
  throw new ConfigurationError(
    code,
    `A searcher that models the space cannot choose ${names}, made by ${what}: ${why}.`,
    { path: pathSegments(first) },
  )
}
