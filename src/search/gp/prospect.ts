import { undominatedBoxes } from '../../math/undominated-boxes.ts'
import { Sum } from './acquisition.ts'
import { ExpectedImprovement } from './expected-improvement.ts'
import { Feasibility } from './feasibility.ts'
import { frontOf, referenceOf } from './front.ts'
import { HypervolumeImprovement } from './hypervolume-improvement.ts'
import { rowAt } from './points.ts'
import type { Acquisition } from './acquisition.ts'
import type { Belief } from './experience.ts'
import type { Surrogate } from './surrogate.ts'

/** How many good points are looked around. */
const CENTRES = 5

/** Points of a front that count, for two objectives and for more: each costs time. */
const MOST_OF_FRONT = [100, 40, 20]

/** What a belief promises: where it is worth to try, and around which points to look first. */
export interface Prospect {
  readonly acquisition: Acquisition
  readonly centres: readonly Float64Array[]
}

/**
 * The logarithm of the improvement that is expected, times how likely all constraints are kept; only the
 * latter while none of the trials has kept them. What is improved on is not the best value that was seen
 * but the best that is believed, since the luckiest of noisy values is too good.
 *
 * @param pending Rows of trials that run: they count as if they brought what is expected of them.
 * @param wide Whether the hypervolume of several objectives is measured from far behind.
 */
export function prospectOf(
  { observations, objectives, constraints }: Belief,
  pending: readonly Float64Array[],
  wide: boolean,
): Prospect {
  const { trials, features, points } = observations
  const rows = trials.map((_, i) => features.rowAtFull(rowAt(points, i)))
  const means = rows.map((row) => objectives.map((model) => model.meanAt(row)))
  const parts: Acquisition[] = constraints.map(
    ({ model, limit }) => new Feasibility(model.believing(pending), limit),
  )
  const feasible = trials.flatMap(({ violation }, i) => (violation > 0 ? [] : [i]))
  const pick = (order: readonly number[]): readonly Float64Array[] =>
    order.slice(0, CENTRES).map((i) => rows[i] as Float64Array)
  if (feasible.length === 0) {
    const violations = trials.map(({ violation }) => violation)
    const order = ascending(
      trials.map((_, i) => i),
      (i) => violations[i] as number,
    )
    return { acquisition: new Sum(parts), centres: pick(order) }
  }
  const first = (i: number): number => means[i]?.[0] as number
  const [model] = objectives as readonly [Surrogate]
  // What is expected of those that run is to be improved on as well: else one more would go beside them.
  const believed = pending
    .filter((row) => constraints.every(({ model, limit }) => model.meanAt(row) <= limit))
    .map((row) => objectives.map((objective) => objective.meanAt(row)))
  if (objectives.length === 1) {
    const order = ascending(feasible, first)
    const best = believed.reduce(
      (least, [y = least]) => Math.min(least, y),
      first(order[0] as number),
    )
    parts.push(new ExpectedImprovement(model.believing(pending), best))
    return { acquisition: allOf(parts), centres: pick(order) }
  }
  const seen = feasible.map((i) => means[i] as readonly number[])
  const all = [...seen, ...believed]
  const order = thinned(frontOf(all), MOST_OF_FRONT[objectives.length - 2] ?? 12)
  const front = order.map((i) => all[i] as readonly number[])
  const reference = referenceOf(seen, front, wide)
  parts.push(
    new HypervolumeImprovement(
      objectives.map((objective) => objective.believing(pending)),
      undominatedBoxes(front, reference),
    ),
  )
  const own = order.filter((i) => i < feasible.length).map((i) => feasible[i] as number)
  return { acquisition: allOf(parts), centres: pick(thinned(ascending(own, first), CENTRES)) }
}

function allOf(parts: readonly Acquisition[]): Acquisition {
  return parts.length === 1 ? (parts[0] as Acquisition) : new Sum(parts)
}

function ascending(indices: readonly number[], key: (i: number) => number): readonly number[] {
  return [...indices].sort((i, j) => {
    const [a, b] = [key(i), key(j)]
    return a === b ? i - j : a - b
  })
}

/** At most so many of them, evenly from the first to the last. */
function thinned(items: readonly number[], most: number): readonly number[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, n) => {
    return items[Math.round((n * (items.length - 1)) / (most - 1))] as number
  })
}
