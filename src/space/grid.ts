import { childrenOf, type Node, type PickNode } from './node.ts'

/** Which option each `gridSearch` is at. */
export type Cell = ReadonlyMap<PickNode, number>

/** A `gridSearch` and what its options open. */
interface Variable {
  readonly node: PickNode
  readonly options: readonly Option[]
  /** How many cells its options stand for in all. */
  readonly size: number
}

interface Option {
  /** The grids inside this option. */
  readonly inner: readonly Variable[]
  /** How many cells it stands for: more than one where it holds grids. */
  readonly size: number
}

/**
 * The grid of a space, in Ray's order: the variables sorted by path, the first varying fastest; a grid
 * inside an option of another is gone through completely for each cell of the outer one. Cells are
 * computed from their number, so that a grid may be larger than any memory.
 */
export class Grid {
  readonly #outer: readonly Variable[]
  /** How many cells there are; 1 without `gridSearch`. Beyond 2^53 it is rounded. */
  readonly size: number

  constructor(root: Node) {
    this.#outer = sorted(variablesIn(root))
    this.size = product(this.#outer)
  }

  /** Cell number `index`, from 0. */
  cell(index: number): Cell {
    const cell = new Map<PickNode, number>()
    let level = this.#outer
    let rest = index
    while (level.length > 0) {
      const inner: Variable[] = []
      let slower = 1
      for (const [i, variable] of [...level.entries()].reverse()) {
        // How many cells pass while this variable stays at an option that stands for one.
        const block = product(level.slice(0, i)) * slower
        let at = 0
        for (const option of variable.options.slice(0, -1)) {
          if (rest < block * option.size) break
          rest -= block * option.size
          at += 1
        }
        const option = variable.options[at]
        slower *= option?.size ?? 1
        inner.push(...(option?.inner ?? []))
        cell.set(variable.node, at)
      }
      level = sorted(inner)
    }
    return cell
  }
}

/** The grids that are open once everything around them is settled. */
function variablesIn(node: Node): readonly Variable[] {
  if (node.kind !== 'pick') return childrenOf(node).flatMap(variablesIn)
  if (node.fixed !== undefined) {
    const chosen = node.options?.[node.fixed]
    return chosen === undefined ? [] : variablesIn(chosen.node)
  }
  // No choice holds a grid: only a grid's options are looked into.
  if (!node.enumerated) return []
  const options = (node.options ?? []).map((option): Option => {
    const inner = variablesIn(option.node)
    return { inner, size: product(inner) }
  })
  return [{ node, options, size: options.reduce((sum, option) => sum + option.size, 0) }]
}

function product(variables: readonly Variable[]): number {
  return variables.reduce((size, variable) => size * variable.size, 1)
}

function sorted(variables: readonly Variable[]): readonly Variable[] {
  return [...variables].sort((a, b) => comparePaths(a.node.path, b.node.path))
}

/** Segment by segment: numbers first and by value, then names by their code units. */
function comparePaths(a: string, b: string): number {
  const left = a.split('/')
  const right = b.split('/')
  for (const [i, x] of left.entries()) {
    const y = right[i]
    if (y === undefined) return 1
    if (x === y) continue
    const [xIsNumber, yIsNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)]
    if (xIsNumber && yIsNumber && Number(x) !== Number(y)) return Number(x) - Number(y)
    if (xIsNumber !== yIsNumber) return xIsNumber ? -1 : 1
    return x < y ? -1 : 1
  }
  return left.length - right.length
}
