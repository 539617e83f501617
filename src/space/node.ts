import type { Random } from '../math/random.ts'
import type { Axis } from './axis.ts'
import type { Domain } from './domain.ts'

/**
 * A search space after it has been checked: a tree of five kinds of nodes, which say how a config is
 * built and not which function described it.
 */
export type Node = ConstantNode | RecordNode | ListNode | PickNode | ComputedNode

interface Placed {
  /** Flat path in the config, e.g. `model/lr` or `layers/0`; empty for the root. */
  readonly path: string
}

/** A part of the config without any parameters, however deep: the same in every config. */
export interface ConstantNode extends Placed {
  readonly kind: 'constant'
  readonly value: unknown
  /** Set when it stands for a parameter that a preset has fixed, and so belongs to the params. */
  readonly fixed: boolean
}

/** An object whose values are resolved one by one. */
export interface RecordNode extends Placed {
  readonly kind: 'record'
  readonly entries: readonly (readonly [key: string, node: Node])[]
}

/** An array whose items are resolved one by one. */
export interface ListNode extends Placed {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

/** A number picked on an axis: the value itself, or the index of one of the options. */
export interface PickNode extends Placed {
  readonly kind: 'pick'
  /**
   * Names this node among all nodes, also where the options of a choice share paths: the path, with
   * `//<option>` after each choice on the way down. It also names the node's random stream.
   */
  readonly id: string
  readonly axis: Axis
  /** What described it: to be written down or shown, never to decide by. */
  readonly domain: Domain
  readonly options: readonly OptionNode[] | undefined
  /** Whether every option is visited (`gridSearch`) instead of one drawn. */
  readonly enumerated: boolean
  /** The pick, when a preset has fixed it. */
  readonly fixed: number | undefined
}

/** One of the options of a choice. */
export interface OptionNode {
  readonly node: Node
  /** How the params name it; undefined when the option's own parameters name it. */
  readonly label: { readonly value: unknown } | undefined
}

/** Computed from the rest of the config. */
export interface ComputedNode extends Placed {
  readonly kind: 'computed'
  readonly id: string
  /** Undefined when the space was read back from JSON, which cannot carry functions. */
  readonly compute: ((config: unknown, random: Random) => unknown) | undefined
}

/** The nodes directly below, those of all options included. */
export function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'record') return node.entries.map(([, child]) => child)
  if (node.kind === 'list') return node.items
  return node.kind === 'pick' ? (node.options ?? []).map((option) => option.node) : []
}

/** The node and all below it, parents first, in the order in which they are written. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of childrenOf(node)) yield* nodesOf(child)
}
