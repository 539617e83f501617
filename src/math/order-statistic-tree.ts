/**
 * Numbers in ascending order, NaN first, that knows its k-th: insertion, k-th smallest and rank each
 * take O(log n). A weight-balanced tree with the parameters ⟨3, 2⟩ (Hirai and Yamamoto, "Balancing
 * weight-balanced trees", 2011), kept in flat arrays; equal numbers are kept as often as they come.
 */
export class OrderStatisticTree {
  // Node 0 is the empty tree.
  readonly #values: number[] = [0]
  readonly #left: number[] = [0]
  readonly #right: number[] = [0]
  readonly #sizes: number[] = [0]
  #root = 0

  /** How many numbers there are. */
  get size(): number {
    return this.#size(this.#root)
  }

  insert(value: number): void {
    this.#root = this.#insertBelow(this.#root, value)
  }

  /** The number with `k` numbers before it, 0 ≤ k < size; NaN outside of that. */
  at(k: number): number {
    let node = this.#root
    let rest = k
    while (node !== 0) {
      const before = this.#size(this.#leftOf(node))
      if (rest === before) return this.#values[node] as number
      if (rest < before) node = this.#leftOf(node)
      else {
        rest -= before + 1
        node = this.#rightOf(node)
      }
    }
    return Number.NaN
  }

  /** How many numbers are smaller than `value`. */
  countBelow(value: number): number {
    let node = this.#root
    let count = 0
    while (node !== 0) {
      if (precedes(this.#values[node] as number, value)) {
        count += this.#size(this.#leftOf(node)) + 1
        node = this.#rightOf(node)
      } else node = this.#leftOf(node)
    }
    return count
  }

  /** How many numbers are larger than `value`. */
  countAbove(value: number): number {
    let node = this.#root
    let count = 0
    while (node !== 0) {
      if (precedes(value, this.#values[node] as number)) {
        count += this.#size(this.#rightOf(node)) + 1
        node = this.#leftOf(node)
      } else node = this.#rightOf(node)
    }
    return count
  }

  #insertBelow(node: number, value: number): number {
    if (node === 0) {
      this.#left.push(0)
      this.#right.push(0)
      this.#sizes.push(1)
      return this.#values.push(value) - 1
    }
    if (precedes(value, this.#values[node] as number)) {
      this.#left[node] = this.#insertBelow(this.#leftOf(node), value)
    } else this.#right[node] = this.#insertBelow(this.#rightOf(node), value)
    return this.#balance(node)
  }

  #balance(node: number): number {
    const left = this.#leftOf(node)
    const right = this.#rightOf(node)
    if (this.#weight(right) > 3 * this.#weight(left)) {
      if (this.#weight(this.#leftOf(right)) >= 2 * this.#weight(this.#rightOf(right))) {
        this.#right[node] = this.#raiseLeft(right)
      }
      return this.#raiseRight(node)
    }
    if (this.#weight(left) > 3 * this.#weight(right)) {
      if (this.#weight(this.#rightOf(left)) >= 2 * this.#weight(this.#leftOf(left))) {
        this.#left[node] = this.#raiseRight(left)
      }
      return this.#raiseLeft(node)
    }
    this.#resize(node)
    return node
  }

  /** Rotates so that the right child takes its parent's place. */
  #raiseRight(node: number): number {
    const child = this.#rightOf(node)
    this.#right[node] = this.#leftOf(child)
    this.#left[child] = node
    this.#resize(node)
    this.#resize(child)
    return child
  }

  /** Rotates so that the left child takes its parent's place. */
  #raiseLeft(node: number): number {
    const child = this.#leftOf(node)
    this.#left[node] = this.#rightOf(child)
    this.#right[child] = node
    this.#resize(node)
    this.#resize(child)
    return child
  }

  #resize(node: number): void {
    this.#sizes[node] = this.#size(this.#leftOf(node)) + this.#size(this.#rightOf(node)) + 1
  }

  #leftOf(node: number): number {
    return this.#left[node] as number
  }

  #rightOf(node: number): number {
    return this.#right[node] as number
  }

  #size(node: number): number {
    return this.#sizes[node] as number
  }

  #weight(node: number): number {
    return this.#size(node) + 1
  }
}

function precedes(a: number, b: number): boolean {
  return a < b || (Number.isNaN(a) && !Number.isNaN(b))
}
