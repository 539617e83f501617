import { MISSING } from './bins.ts'
import { countOf, onesOf, type Tally } from './tally.ts'

/** How the points of a node may be parted, the best way that has been found. */
export interface Cut {
  /** How well it parts the positive ones from the others. */
  gain: number
  /** The coordinate that is looked at; below 0 while nothing has been found. */
  feature: number
  /** For each bin of that coordinate: 1 if its points turn right, 0 if left. */
  readonly turns: Uint8Array
}

/** A gain that is none but for rounding. */
const NONE = 1e-9

/** So many points of the usual kind are added to a category when it is compared with others. */
const PRIOR = 1

/**
 * Finds the coordinate, and the way to part its bins in two, that leaves the positive points and the
 * others best apart: the largest fall of the variance. Numbers are parted at a threshold, categories
 * into any two sets (those ordered by their share of positive points are parted best at a threshold,
 * Fisher, "On grouping for maximum homogeneity", 1958). What lacks the coordinate goes where it is
 * better, or is parted from all that has it.
 * @param minLeaf How many points there must be on either side.
 */
export function findCut(tally: Tally, minLeaf: number, cut: Cut): void {
  const { total, ones, bins, features } = tally
  cut.gain = (ones * ones) / total + NONE
  cut.feature = -1
  if (ones === 0 || ones === total || total < 2 * minLeaf) return
  for (const k of features) {
    if (bins.isCategory[k]) partCategories(tally, k, minLeaf, cut)
    else partNumbers(tally, k, minLeaf, cut)
  }
}

function partNumbers(tally: Tally, feature: number, minLeaf: number, cut: Cut): void {
  const missing = tally.cells[(tally.starts[feature] as number) + MISSING] as number
  threshold(tally, feature, minLeaf, cut, missing)
  if (missing !== 0) threshold(tally, feature, minLeaf, cut, 0)
}

/** @param missing What lacks the coordinate, if it is to go left; 0 if it is to go right. */
function threshold(
  { cells, starts, bins, total, ones }: Tally,
  feature: number,
  minLeaf: number,
  cut: Cut,
  missing: number,
): void {
  const start = starts[feature] as number
  const end = start + (bins.sizes[feature] as number)
  const most = total - minLeaf
  let left = 0
  let best = cut.gain
  let at = -1
  for (let i = start + MISSING; i < end - 1; i++) {
    const cell = i === start + MISSING ? missing : (cells[i] as number)
    if (cell === 0) continue
    left += cell
    const n = countOf(left)
    if (n < minLeaf) continue
    if (n > most) break
    const gain = gainOf(n, onesOf(left), total, ones)
    if (gain > best) {
      best = gain
      at = i
    }
  }
  if (at < 0) return
  cut.gain = best
  cut.feature = feature
  cut.turns.fill(0, 0, at - start + 1).fill(1, at - start + 1, end - start)
  cut.turns[MISSING] = missing === 0 ? 1 : 0
}

function partCategories(tally: Tally, feature: number, minLeaf: number, cut: Cut): void {
  const { total, ones } = tally
  const start = tally.starts[feature] as number
  const cells = tally.cells.subarray(start, start + (tally.bins.sizes[feature] as number))
  const usual = (PRIOR * ones) / total
  const share = (bin: number): number => {
    const cell = cells[bin] as number
    return (onesOf(cell) + usual) / (countOf(cell) + PRIOR)
  }
  const present: number[] = []
  for (let bin = 0; bin < cells.length; bin++) if (cells[bin] !== 0) present.push(bin)
  present.sort((a, b) => share(a) - share(b) || a - b)
  let left = 0
  let best = cut.gain
  let size = 0
  let leftCount = 0
  for (let i = 0; i < present.length - 1; i++) {
    left += cells[present[i] as number] as number
    const n = countOf(left)
    if (n < minLeaf || total - n < minLeaf) continue
    const gain = gainOf(n, onesOf(left), total, ones)
    if (gain > best) {
      best = gain
      size = i + 1
      leftCount = n
    }
  }
  if (size === 0) return
  cut.gain = best
  cut.feature = feature
  // What has not been seen here goes with the larger part.
  cut.turns.fill(2 * leftCount < total ? 1 : 0, 0, cells.length)
  for (const [i, bin] of present.entries()) cut.turns[bin] = i < size ? 0 : 1
}

/** What is left of the sum of squares when each part is described by its share of positive points. */
function gainOf(n: number, ones: number, total: number, allOnes: number): number {
  const rest = allOnes - ones
  return (ones * ones) / n + (rest * rest) / (total - n)
}
