import { chooseOption } from './branches/bandit.ts'
import { scoresOf } from './branches/scores.ts'
import type { Random } from '../math/random.ts'
import type { Cube, Side } from './cube.ts'
import type { Known, KnownTrial } from './history.ts'

/** A part of a conditional space in which all configs have the same parameters. */
export interface Branch {
  /**
   * One for each side of the cube: of a side that others depend on, the middle of the share of the
   * option chosen; NaN for all others, and for those that configs of this branch do not have.
   */
  readonly coordinates: Float64Array
  /** The sides that are left to choose, ascending: those its configs have and on which none depends. */
  readonly sides: readonly Side[]
  /** Whether a trial's config is in this branch. */
  includes(trial: KnownTrial): boolean
}

/**
 * Which branch of a conditional space to try next: for each side that others depend on an option, from
 * the outermost inwards. An option is as promising as the best result that a few more trials of it may
 * bring, not as what it has brought; no option is left alone for long. Choices that do not hang on each
 * other are made independently, so that many of them cost no more than their sum.
 *
 * Without conditional parts there is one branch, and nothing is drawn.
 */
export function chooseBranch(known: Known, cube: Cube, random: Random): Branch {
  const { sides } = cube
  const siblings = siblingsOf(cube)
  const coordinates = new Float64Array(sides.length).fill(Number.NaN)
  const options = new Map<number, number>()
  const open: Side[] = []
  const scores = siblings.size === 0 ? new Float64Array(0) : scoresOf(known)
  for (const side of sides) {
    const { condition, index } = side
    if (condition !== undefined && options.get(condition.side) !== condition.option) continue
    const beside = siblings.get(index)
    if (beside === undefined) {
      open.push(side)
      continue
    }
    const option = chooseOption(known, { side, scores, random, siblings: beside })
    options.set(index, option)
    coordinates[index] = side.axis.toUnit(option)
  }
  const fixed = [...options.keys()]
  return {
    coordinates,
    sides: open,
    includes: (trial) => fixed.every((index) => trial.coordinates[index] === coordinates[index]),
  }
}

const SIBLINGS = new WeakMap<Cube, ReadonlyMap<number, number>>()

/** For each side that others depend on, how many such sides there are beside it, itself included. */
function siblingsOf(cube: Cube): ReadonlyMap<number, number> {
  const known = SIBLINGS.get(cube)
  if (known !== undefined) return known
  const parents = new Set<number>()
  for (const { condition } of cube.sides) if (condition !== undefined) parents.add(condition.side)
  const places = new Map<string, number>()
  const placeOf = (index: number): string => {
    const condition = cube.sides[index]?.condition
    return condition === undefined ? '' : `${condition.side}=${condition.option}`
  }
  for (const index of parents) {
    places.set(placeOf(index), (places.get(placeOf(index)) ?? 0) + 1)
  }
  const siblings = new Map(
    [...parents].map((index) => [index, places.get(placeOf(index)) as number]),
  )
  SIBLINGS.set(cube, siblings)
  return siblings
}
