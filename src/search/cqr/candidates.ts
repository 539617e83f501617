import type { Random } from '../../math/random.ts'
import type { Branch } from '../branches.ts'
import type { Side } from '../cube.ts'

/** How far a candidate near a trial lies from it, in standard deviations: from the one to the other. */
const NEAREST = 0.06
const FARTHEST = 0.3

/** How likely a category changes where a number would. */
const CHANGE = 0.3

/** Draws places of a branch, with the coordinates that encoding their configs would give. */
export class Candidates {
  readonly #branch: Branch
  readonly #parents: readonly Float64Array[]

  /** @param parents Places of the branch, near which others are drawn. */
  constructor(branch: Branch, parents: readonly Float64Array[]) {
    this.#branch = branch
    this.#parents = parents
  }

  /** A place anywhere, or as likely near one of the parents. */
  draw(random: Random): Float64Array {
    const isNear = this.#parents.length > 0 && random.next() < 0.5
    return isNear ? this.#near(random.pick(this.#parents), random) : this.#anywhere(random)
  }

  #anywhere(random: Random): Float64Array {
    const place = this.#branch.coordinates.slice()
    for (const side of this.#branch.sides) place[side.index] = settle(side, random.next())
    return place
  }

  /** Some coordinates of a place changed: at least one, perhaps all. */
  #near(parent: Float64Array, random: Random): Float64Array {
    const { sides, coordinates } = this.#branch
    const place = coordinates.slice()
    const reach = FARTHEST * (NEAREST / FARTHEST) ** random.next()
    const share = random.next()
    const changed = random.integer(0, Math.max(1, sides.length))
    for (const [i, side] of sides.entries()) {
      const x = parent[side.index] as number
      const isChanged = i === changed || random.next() < share
      place[side.index] = isChanged ? this.#change(side, x, reach, i === changed, random) : x
    }
    return place
  }

  #change(side: Side, x: number, reach: number, surely: boolean, random: Random): number {
    if (side.kind !== 'unordered') return settle(side, reflected(x + reach * random.normal()))
    return surely || random.next() < CHANGE ? settle(side, random.next()) : x
  }
}

/** The middle of the share of the value at a coordinate; the coordinate itself where there are no shares. */
function settle({ kind, axis }: Side, coordinate: number): number {
  return kind === 'continuous' ? coordinate : axis.toUnit(axis.fromUnit(coordinate))
}

function reflected(x: number): number {
  if (x < 0) return Math.min(1, -x)
  return x > 1 ? Math.max(0, 2 - x) : x
}
