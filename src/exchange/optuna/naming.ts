import { distributionText } from './distribution.ts'
import { toDistribution } from './to-distribution.ts'
import type { PickNode } from '../../space/node.ts'

/**
 * What the nodes of a space are called in Optuna, where a name has one kind of distribution: each by its
 * path, and what shares the path of another but not its distribution by the whole way down to it.
 */
export class Naming {
  /** The distribution that a path stands for, as text. */
  readonly #holders: Map<string, string> = new Map()
  readonly #names: Map<PickNode, string> = new Map()
  /** Names that Optuna knows already, by path. */
  readonly #known: ReadonlyMap<string, string>

  constructor(known: ReadonlyMap<string, string>) {
    this.#known = known
  }

  nameOf(node: PickNode): string {
    let name = this.#names.get(node)
    if (name === undefined) {
      name = this.#known.get(node.path) ?? this.#newName(node)
      this.#names.set(node, name)
    }
    return name
  }

  #newName(node: PickNode): string {
    const text = distributionText(toDistribution(node, []).distribution)
    const holder = this.#holders.get(node.path)
    if (holder === undefined) this.#holders.set(node.path, text)
    return holder === undefined || holder === text ? node.path : node.id
  }
}
