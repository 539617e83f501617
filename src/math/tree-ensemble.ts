import type { Bins } from './bins.ts'

/** Regression trees whose values are summed, grown one after another; each is a complete binary tree. */
export class TreeEnsemble {
  readonly depth: number
  /** How many inner nodes a tree has: node 0 is the root, 2i + 1 and 2i + 2 are the children of node i. */
  readonly inner: number
  readonly #ways: number
  /** Which coordinate each inner node looks at. */
  readonly #features: Uint16Array
  /** For each inner node and bin: 1 if it turns right, 0 if left. */
  readonly #turns: Uint8Array
  readonly #values: Float64Array
  #count = 0

  constructor(bins: Bins, { trees, depth }: { readonly trees: number; readonly depth: number }) {
    this.depth = depth
    this.inner = 2 ** depth - 1
    this.#ways = bins.sizes.reduce((most, size) => Math.max(most, size), 1)
    this.#features = new Uint16Array(trees * this.inner)
    this.#turns = new Uint8Array(trees * this.inner * this.#ways)
    this.#values = new Float64Array(trees * (this.inner + 1))
  }

  /** Begins the next tree, in which all goes left and nothing is added yet. */
  begin(): void {
    this.#count += 1
  }

  /** Lets an inner node of the latest tree look at a coordinate, and turn by its bin. */
  split(node: number, feature: number, turns: Uint8Array): void {
    const at = (this.#count - 1) * this.inner + node
    this.#features[at] = feature
    this.#turns.set(turns.subarray(0, this.#ways), at * this.#ways)
  }

  /** Sets what a leaf (0 to 2^depth − 1, from left to right) of the latest tree adds. */
  settle(leaf: number, value: number): void {
    this.#values[(this.#count - 1) * (this.inner + 1) + leaf] = value
  }

  /** What the latest tree adds to a point whose bins are at `codes[offset]` and after. */
  latest(codes: Uint8Array, offset: number): number {
    return this.#follow(this.#count - 1, codes, offset)
  }

  /** What all trees together add to a point. */
  sum(codes: Uint8Array, offset: number): number {
    let sum = 0
    for (let tree = 0; tree < this.#count; tree++) sum += this.#follow(tree, codes, offset)
    return sum
  }

  #follow(tree: number, codes: Uint8Array, offset: number): number {
    const inner = this.inner
    const first = tree * inner
    let node = 0
    while (node < inner) {
      const at = first + node
      const bin = codes[offset + (this.#features[at] as number)] as number
      node = 2 * node + 1 + (this.#turns[at * this.#ways + bin] as number)
    }
    return this.#values[first + tree + node - inner] as number
  }
}
