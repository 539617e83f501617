import type { Random } from '../math/random.ts'
import { compileNode } from './compile.ts'
import { callFunction, recursion, refuseGrids } from './computed.ts'
import { copyData, isPlainObject, mapEntries } from './data.ts'
import { lazyView } from './lazy-view.ts'
import type { ComputedNode, Node, OptionNode, PickNode } from './node.ts'

/** A config and what was chosen in it. */
export interface Sample {
  /** Fresh plain data: nobody else holds it. */
  readonly config: unknown
  /** What was chosen or computed (not the constants), by flat path, in the order of the space. */
  readonly params: Readonly<Record<string, unknown>>
}

/** Decides the pick of a node that is reached. Asked once per node. */
export type Chooser = (node: PickNode) => number

/**
 * Builds one config. Nodes are resolved when they are first needed, each once, so that a computed value
 * may read any other, wherever it is written.
 */
export class Resolution {
  readonly #root: Node
  readonly #choose: Chooser
  readonly #random: Random
  readonly #picks = new Map<PickNode, number>()
  readonly #computed = new Map<ComputedNode, Node>()
  /** The values being computed right now, outermost first. */
  readonly #pending: ComputedNode[] = []
  #view: { readonly value: unknown } | undefined

  constructor(root: Node, choose: Chooser, random: Random) {
    this.#root = root
    this.#choose = choose
    this.#random = random
  }

  run(): Sample {
    const params = new Map<string, unknown>()
    const config = this.#build(this.#root, params)
    return { config, params: Object.fromEntries(params) }
  }

  /** The node that stands for a node in this config: the option picked, the value computed. */
  settle(node: Node): Node | number {
    if (node.kind === 'computed') return this.#compute(node)
    if (node.kind !== 'pick') return node
    const pick = this.#pick(node)
    return node.options === undefined ? pick : optionAt(node, pick).node
  }

  #build(node: Node, params: Map<string, unknown>): unknown {
    switch (node.kind) {
      case 'constant':
        if (node.fixed) flatten(node.path, node.value, params)
        return copyData(node.value)
      case 'record':
        return mapEntries(node.entries, (child) => this.#build(child, params))
      case 'list':
        return node.items.map((item) => this.#build(item, params))
      case 'computed': {
        const value = this.#build(this.#compute(node), new Map())
        flatten(node.path, value, params)
        return value
      }
      case 'pick':
        break
    }
    const pick = this.#pick(node)
    if (node.options === undefined) {
      params.set(node.path, pick)
      return pick
    }
    const { label, node: option } = optionAt(node, pick)
    if (label !== undefined) params.set(node.path, copyData(label.value))
    return this.#build(option, params)
  }

  #pick(node: PickNode): number {
    const known = this.#picks.get(node)
    if (known !== undefined) return known
    const pick = node.fixed ?? this.#choose(node)
    this.#picks.set(node, pick)
    return pick
  }

  #compute(node: ComputedNode): Node {
    const known = this.#computed.get(node)
    if (known !== undefined) return known
    if (this.#pending.includes(node)) throw recursion(this.#pending, node)
    this.#view ??= { value: lazyView(this.#root, (inner) => this.settle(inner)) }
    this.#pending.push(node)
    let value: unknown
    try {
      value = callFunction(node, this.#view.value, this.#random)
    } finally {
      this.#pending.pop()
    }
    const result = compileNode(value, { path: node.path, id: `${node.id}//` })
    refuseGrids(node, result)
    this.#computed.set(node, result)
    return result
  }
}

function optionAt(node: PickNode, index: number): OptionNode {
  const option = node.options?.[index]
  if (option === undefined) throw new RangeError(`${node.id} has no option ${index}`)
  return option
}

function flatten(path: string, value: unknown, params: Map<string, unknown>): void {
  const entries = Array.isArray(value) || isPlainObject(value) ? Object.entries(value) : []
  if (entries.length === 0) params.set(path, copyData(value))
  for (const [key, child] of entries) flatten(`${path}/${key}`, child, params)
}
