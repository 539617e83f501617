import { compareScores } from './score.ts'

interface Node {
  readonly id: string
  readonly score: number
  readonly order: number
  left: Node | undefined
  right: Node | undefined
  size: number
}

/**
 * Names by rising score, NaN first; those with the same score by a number of their own. To place one,
 * to take one out, and to ask for a rank or for who has it take O(log n) each. A weight-balanced tree
 * with the parameters ⟨3, 2⟩ (Hirai and Yamamoto, "Balancing weight-balanced trees", 2011).
 */
export class RankedSet {
  readonly #nodes: Map<string, Node> = new Map()
  #root: Node | undefined

  get size(): number {
    return this.#nodes.size
  }

  has(id: string): boolean {
    return this.#nodes.has(id)
  }

  scoreOf(id: string): number | undefined {
    return this.#nodes.get(id)?.score
  }

  /**
   * Puts a name in, or moves it.
   * @param order Who comes first among equal scores; different for each name.
   */
  place(id: string, score: number, order: number): void {
    this.delete(id)
    const node: Node = { id, score, order, left: undefined, right: undefined, size: 1 }
    this.#nodes.set(id, node)
    this.#root = insertBelow(this.#root, node)
  }

  /** Takes a name out; says whether it was there. */
  delete(id: string): boolean {
    const node = this.#nodes.get(id)
    if (node === undefined) return false
    this.#nodes.delete(id)
    this.#root = this.#root && deleteBelow(this.#root, node)
    return true
  }

  /** The name that `rank` others come before, 0 ≤ rank < size; undefined outside of that. */
  at(rank: number): string | undefined {
    let node = this.#root
    let rest = rank
    while (node !== undefined) {
      const before = sizeOf(node.left)
      if (rest === before) return node.id
      if (rest < before) node = node.left
      else {
        rest -= before + 1
        node = node.right
      }
    }
    return undefined
  }

  /** How many names come before this one; undefined when it is not there. */
  rankOf(id: string): number | undefined {
    const wanted = this.#nodes.get(id)
    return wanted && this.#countBefore((node) => compareNodes(node, wanted) < 0)
  }

  /** How many names have a smaller score; NaN is smaller than everything. */
  countBelow(score: number): number {
    return this.#countBefore((node) => compareScores(node.score, score, 'max') < 0)
  }

  /** @param isBefore True for the first names, and from one on false. */
  #countBefore(isBefore: (node: Node) => boolean): number {
    let node = this.#root
    let count = 0
    while (node !== undefined) {
      if (isBefore(node)) {
        count += sizeOf(node.left) + 1
        node = node.right
      } else node = node.left
    }
    return count
  }
}

function compareNodes(a: Node, b: Node): number {
  return compareScores(a.score, b.score, 'max') || a.order - b.order
}

function insertBelow(node: Node | undefined, added: Node): Node {
  if (node === undefined) return added
  if (compareNodes(added, node) < 0) node.left = insertBelow(node.left, added)
  else node.right = insertBelow(node.right, added)
  return balance(node)
}

function deleteBelow(node: Node, doomed: Node): Node | undefined {
  if (node === doomed) {
    if (node.left === undefined) return node.right
    if (node.right === undefined) return node.left
    const next = firstOf(node.right)
    next.right = deleteBelow(node.right, next)
    next.left = node.left
    return balance(next)
  }
  if (compareNodes(doomed, node) < 0) node.left = node.left && deleteBelow(node.left, doomed)
  else node.right = node.right && deleteBelow(node.right, doomed)
  return balance(node)
}

function firstOf(node: Node): Node {
  let first = node
  while (first.left !== undefined) first = first.left
  return first
}

function balance(node: Node): Node {
  const { left, right } = node
  if (right !== undefined && weight(right) > 3 * weight(left)) {
    const { left: inner } = right
    if (inner !== undefined && weight(inner) >= 2 * weight(right.right)) {
      node.right = raiseLeft(right, inner)
    }
    return raiseRight(node, node.right ?? right)
  }
  if (left !== undefined && weight(left) > 3 * weight(right)) {
    const { right: inner } = left
    if (inner !== undefined && weight(inner) >= 2 * weight(left.left)) {
      node.left = raiseRight(left, inner)
    }
    return raiseLeft(node, node.left ?? left)
  }
  resize(node)
  return node
}

/** Rotates so that the right child takes its parent's place. */
function raiseRight(node: Node, child: Node): Node {
  node.right = child.left
  child.left = node
  resize(node)
  resize(child)
  return child
}

/** Rotates so that the left child takes its parent's place. */
function raiseLeft(node: Node, child: Node): Node {
  node.left = child.right
  child.right = node
  resize(node)
  resize(child)
  return child
}

function resize(node: Node): void {
  node.size = sizeOf(node.left) + sizeOf(node.right) + 1
}

function sizeOf(node: Node | undefined): number {
  return node?.size ?? 0
}

function weight(node: Node | undefined): number {
  return sizeOf(node) + 1
}
