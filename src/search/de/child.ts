import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'

interface How {
  readonly sides: readonly Side[]
  readonly mutationFactor: number
  readonly crossoverProb: number
  readonly random: Random
}

/**
 * A child of three points, crossed with `target`. For what a point does not have, the next one that has
 * it stands in.
 * @param points The three, and who may stand in for them.
 * @returns One coordinate for each side; NaN for what is to be drawn.
 */
export function childOf(
  target: Float64Array,
  points: readonly Float64Array[],
  how: How,
): Float64Array {
  const { sides, crossoverProb, random } = how
  const forced = random.pick(sides.filter(({ index }) => !Number.isNaN(target[index])))
  return Float64Array.from(sides, (side) => {
    const own = target[side.index] as number
    const isMutated = random.next() < crossoverProb || side === forced || Number.isNaN(own)
    return isMutated ? mutant(side, points, how) : own
  })
}

/** The first of the points plus the scaled difference of the next two, along one side. */
function mutant(
  side: Side,
  points: readonly Float64Array[],
  { mutationFactor, random }: How,
): number {
  const having: number[] = []
  for (const point of points) {
    const coordinate = point[side.index] as number
    if (!Number.isNaN(coordinate)) having.push(coordinate)
    if (having.length === 3) break
  }
  const [base = Number.NaN, plus, minus] = having
  if (plus === undefined || minus === undefined) return base
  if (side.kind === 'unordered') {
    // There is no difference to scale: the more often two differ, the more often it is drawn anew.
    return plus !== minus && random.next() < mutationFactor ? Number.NaN : base
  }
  const at = (coordinate: number): number => within(side, coordinate, random)
  const mutant = at(base) + mutationFactor * (at(plus) - at(minus))
  return mutant >= 0 && mutant <= 1 ? mutant : Number.NaN
}

/** Anywhere in the share of a value, so that differences are not always whole multiples of one. */
function within({ kind, axis }: Side, coordinate: number, random: Random): number {
  if (kind === 'continuous') return coordinate
  const [from, to] = axis.cell(axis.fromUnit(coordinate))
  return random.uniform(from, to)
}
