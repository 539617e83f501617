import { addedHypervolume } from './hypervolume.ts'

/**
 * Some of the points that dominate much of the space together, chosen one by one: always the one that
 * adds the most hypervolume to those before it, of equals the first. What they dominate is at least
 * 1 − 1/e of the most that so many could (Guerreiro, Fonseca and Paquete, "Greedy Hypervolume Subset
 * Selection in Low Dimensions", Evolutionary Computation 24, 2016). Smaller is better; points that are
 * not better than `reference` in everything add nothing and come last.
 *
 * What a point adds only ever shrinks as others are chosen, so that most of it is computed but once.
 * @returns Indices of `points`, in the order in which they were chosen; at most `count`.
 */
export function hypervolumeSubset(
  points: readonly ArrayLike<number>[],
  count: number,
  reference: ArrayLike<number>,
): number[] {
  const open = points.map((point, i) => ({ i, adds: addedHypervolume(point, [], reference) }))
  const chosen: number[] = []
  const taken: ArrayLike<number>[] = []
  while (chosen.length < count && open.length > 0) {
    // Upper bounds are in order; the first that stays on top once it is computed is the best.
    open.sort((a, b) => b.adds - a.adds || a.i - b.i)
    let best = open[0] as { i: number; adds: number }
    for (let known = -1; best.i !== known;) {
      known = best.i
      best.adds = addedHypervolume(points[best.i] as ArrayLike<number>, taken, reference)
      for (const other of open) {
        if (other.adds > best.adds || (other.adds === best.adds && other.i < best.i)) best = other
      }
    }
    open.splice(open.indexOf(best), 1)
    chosen.push(best.i)
    taken.push(points[best.i] as ArrayLike<number>)
  }
  return chosen
}
