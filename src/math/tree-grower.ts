import { findCut, type Cut } from './cuts.ts'
import { Tally, type Binned } from './tally.ts'
import type { TreeEnsemble } from './tree-ensemble.ts'

/** Grows trees that part points of which something is positive from those of which it is not. */
export class TreeGrower {
  readonly #tally: Tally
  readonly #minLeaf: number
  readonly #cut: Cut = { gain: 0, feature: -1, turns: new Uint8Array(256) }

  /** @param minLeaf How many points a leaf has at least. */
  constructor(binned: Binned, minLeaf: number) {
    this.#tally = new Tally(binned)
    this.#minLeaf = minLeaf
  }

  /**
   * Grows the next tree of an ensemble on the points `rows`, which are reordered so that those of a leaf
   * stand together; `onLeaf` is told where.
   * @param features The coordinates that it may ask for.
   */
  grow(
    ensemble: TreeEnsemble,
    rows: Int32Array,
    positive: Uint8Array,
    onLeaf: (leaf: number, from: number, to: number) => void,
    features: Int32Array,
  ): void {
    this.#tally.features = features
    ensemble.begin()
    const visit = (node: number, from: number, to: number): void => {
      if (node >= ensemble.inner) {
        onLeaf(node - ensemble.inner, from, to)
        return
      }
      this.#tally.count(rows, positive, from, to)
      findCut(this.#tally, this.#minLeaf, this.#cut)
      const { feature, turns } = this.#cut
      if (feature < 0) {
        visit(2 * node + 1, from, to)
        return
      }
      ensemble.split(node, feature, turns)
      const middle = this.#part(rows, from, to)
      visit(2 * node + 1, from, middle)
      visit(2 * node + 2, middle, to)
    }
    visit(0, 0, rows.length)
  }

  /** Moves what turns right behind what turns left; answers where the former begins. */
  #part(rows: Int32Array, from: number, to: number): number {
    const { feature, turns } = this.#cut
    const { codes, width } = this.#tally
    let low = from
    let high = to
    while (low < high) {
      const row = rows[low] as number
      if (turns[codes[row * width + feature] as number] === 0) {
        low += 1
        continue
      }
      high -= 1
      rows[low] = rows[high] as number
      rows[high] = row
    }
    return low
  }
}
