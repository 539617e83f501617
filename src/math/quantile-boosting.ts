import { quantile } from './quantile.ts'
import { select } from './select.ts'
import { MAX_ROWS, type Binned } from './tally.ts'
import { TreeEnsemble } from './tree-ensemble.ts'
import { TreeGrower } from './tree-grower.ts'
import type { Random } from './random.ts'

/** How trees are grown. */
export interface BoostingRules {
  readonly trees: number
  /** How many questions lie between the root and a leaf. */
  readonly depth: number
  /** How much of what a tree says is added; above 0, at most 1. */
  readonly rate: number
  /** How many points a leaf has at least. */
  readonly minLeaf: number
  /** How many points a tree is grown on at most, drawn anew for each; up to 32,767. */
  readonly maxRows: number
  /** How many coordinates a tree looks at at most, drawn anew for each. */
  readonly maxFeatures: number
}

export interface BoostingInit extends Binned {
  /** One number for each point, finite. At least one. */
  readonly targets: Float64Array
  /** Which quantile is estimated; above 0, below 1. */
  readonly quantile: number
  readonly rules: BoostingRules
  /** Which points a tree is grown on is drawn from it. */
  readonly random: Random
}

/**
 * A quantile of a number that depends on a point, estimated by gradient boosting of regression trees with
 * the pinball loss: each tree parts the points above the estimate so far from those below, and adds to
 * each leaf a share of the quantile of what is left there (Friedman, "Greedy function approximation: a
 * gradient boosting machine", 2001, §4.3 for the median). Points are sorted into bins beforehand, so that
 * a tree costs points × coordinates × depth.
 */
export class QuantileBoosting {
  readonly #base: number
  readonly #ensemble: TreeEnsemble

  constructor({ bins, codes, targets, quantile: q, rules, random }: BoostingInit) {
    const { trees, depth, rate, minLeaf, maxRows, maxFeatures } = rules
    const n = targets.length
    const width = bins.sizes.length
    const scratch = targets.slice()
    this.#base = partQuantile(scratch, q, 0, n)
    this.#ensemble = new TreeEnsemble(bins, { trees, depth })
    const grower = new TreeGrower({ bins, codes }, minLeaf)
    const residuals = targets.map((y) => y - this.#base)
    const positive = new Uint8Array(n)
    const order = Int32Array.from(targets, (_, i) => i)
    const rows = order.subarray(0, Math.min(n, maxRows, MAX_ROWS))
    const coordinates = Int32Array.from(bins.sizes, (_, k) => k)
    const features = coordinates.subarray(0, maxFeatures)
    for (let tree = 0; tree < trees; tree++) {
      for (let i = 0; i < n; i++) positive[i] = (residuals[i] as number) > 0 ? 1 : 0
      drawFirst(order, rows.length, random)
      drawFirst(coordinates, features.length, random)
      const settle = (leaf: number, from: number, to: number): void => {
        for (let i = from; i < to; i++) scratch[i] = residuals[rows[i] as number] as number
        this.#ensemble.settle(leaf, rate * partQuantile(scratch, q, from, to))
      }
      grower.grow(this.#ensemble, rows, positive, settle, features)
      for (let i = 0; i < n; i++) {
        residuals[i] = (residuals[i] as number) - this.#ensemble.latest(codes, i * width)
      }
    }
  }

  /** The estimate at a point whose bins are at `codes[offset]` and after. */
  predict(codes: Uint8Array, offset: number): number {
    return this.#base + this.#ensemble.sum(codes, offset)
  }
}

/** The quantile of a part of the values, which are reordered; 0 of none. */
function partQuantile(values: Float64Array, q: number, from: number, to: number): number {
  const size = to - from
  return quantile({ size, at: (k) => select(values, from + k, from, to) }, q) ?? 0
}

/** Brings `count` of the numbers to the front, each as likely, unless that is all of them. */
function drawFirst(order: Int32Array, count: number, random: Random): void {
  if (count === order.length) return
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random.next() * (order.length - i))
    const row = order[i] as number
    order[i] = order[j] as number
    order[j] = row
  }
}
