import type { Bins } from './bins.ts'

/** Points sorted into bins: `codes[i · width + k]` is the bin of point i's coordinate k. */
export interface Binned {
  readonly bins: Bins
  readonly codes: Uint8Array
}

/** Points are counted in the lower half of a cell, the positive ones among them in the upper half. */
const POSITIVE = 16
const COUNT = 0xffff

/** How many points can be counted at once. */
export const MAX_ROWS = 0x7fff

/** How many of some points lie in each bin of each coordinate, and how many of them are positive. */
export class Tally {
  readonly bins: Bins
  readonly codes: Uint8Array
  readonly width: number
  /** One for each bin of each coordinate, see {@link countOf} and {@link onesOf}. */
  readonly cells: Int32Array
  /** Where the cells of each coordinate begin. */
  readonly starts: Int32Array
  /** The coordinates that are counted. */
  features: Int32Array
  /** How many points were counted. */
  total = 0
  /** How many of them are positive. */
  ones = 0

  constructor({ bins, codes }: Binned) {
    this.bins = bins
    this.codes = codes
    this.width = bins.sizes.length
    this.starts = new Int32Array(this.width)
    let size = 0
    for (let k = 0; k < this.width; k++) {
      this.starts[k] = size
      size += bins.sizes[k] as number
    }
    this.cells = new Int32Array(size)
    this.features = Int32Array.from(bins.sizes, (_, k) => k)
  }

  /** Counts the points `rows[from]` to `rows[to − 1]`, at most {@link MAX_ROWS}. */
  count(rows: Int32Array, positive: Uint8Array, from: number, to: number): void {
    const cells = this.cells.fill(0)
    const codes = this.codes
    const starts = this.starts
    const width = this.width
    const features = this.features
    let ones = 0
    for (let i = from; i < to; i++) {
      const row = rows[i] as number
      const one = positive[row] as number
      const add = 1 + (one << POSITIVE)
      const offset = row * width
      ones += one
      for (let f = 0; f < features.length; f++) {
        const k = features[f] as number
        const at = (starts[k] as number) + (codes[offset + k] as number)
        cells[at] = (cells[at] as number) + add
      }
    }
    this.total = to - from
    this.ones = ones
  }
}

/** How many points a cell, or a sum of cells, stands for. */
export function countOf(cell: number): number {
  return cell & COUNT
}

/** How many of them are positive. */
export function onesOf(cell: number): number {
  return cell >>> POSITIVE
}
