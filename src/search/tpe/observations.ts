import type { Cube, Side } from '../cube.ts'
import type { Known, KnownTrial } from '../history.ts'

/** What is known along one side of the cube. */
export interface Column {
  /** The coordinate of each finished trial, NaN where it has none; longer than there are trials. */
  coordinates: Float64Array
  /** Of a continuous side: the finished trials that have a coordinate, in the order of it. */
  readonly order: number[]
}

/**
 * The coordinates of the finished trials, column by column, kept up to date. Options of a choice that
 * have the same parameter (the same path, the same range) share a column, since at most one of them is
 * in a config: what is learned of it in one option serves the others.
 */
export class Observations {
  /** The sides of each column. */
  readonly #sides: readonly (readonly Side[])[]
  readonly #columns: readonly Column[]
  /** Which column each side has. */
  readonly #columnOf: readonly number[]
  #count = 0
  #epoch = Number.NaN

  constructor({ sides }: Cube) {
    const groups = new Map<string, Side[][]>()
    const all: Side[][] = []
    this.#columnOf = sides.map((side) => {
      const group = groups.get(side.path) ?? []
      groups.set(side.path, group)
      const twins = group.find(([first]) => first !== undefined && isTwin(first, side))
      if (twins === undefined) {
        group.push([side])
        return all.push(group.at(-1) as Side[]) - 1
      }
      twins.push(side)
      return all.indexOf(twins)
    })
    this.#sides = all
    this.#columns = all.map(() => ({ coordinates: new Float64Array(16), order: [] }))
  }

  /** Takes in what has come since. */
  fold({ finished, epoch }: Known): void {
    if (epoch !== this.#epoch || finished.length < this.#count) {
      this.#count = 0
      this.#epoch = epoch
      for (const { order } of this.#columns) order.length = 0
    }
    for (; this.#count < finished.length; this.#count++) {
      this.#add(finished[this.#count] as KnownTrial, this.#count)
    }
  }

  column(side: Side): Column {
    return this.#columns[this.#columnOf[side.index] as number] as Column
  }

  /** Which column a side has; sides with the same one are the same parameter. */
  number(side: Side): number {
    return this.#columnOf[side.index] as number
  }

  /** The coordinate of any trial along a side; NaN where it has none. */
  at({ coordinates }: KnownTrial, side: Side): number {
    return coordinateOf(coordinates, this.#sides[this.#columnOf[side.index] as number] ?? [])
  }

  #add({ coordinates }: KnownTrial, trial: number): void {
    for (let k = 0; k < this.#columns.length; k++) {
      const column = this.#columns[k] as Column
      const sides = this.#sides[k] as readonly Side[]
      if (trial >= column.coordinates.length) {
        const longer = new Float64Array(2 * column.coordinates.length)
        longer.set(column.coordinates)
        column.coordinates = longer
      }
      const coordinate = coordinateOf(coordinates, sides)
      column.coordinates[trial] = coordinate
      if (sides[0]?.kind === 'continuous' && !Number.isNaN(coordinate)) insert(column, trial)
    }
  }
}

function coordinateOf(coordinates: Float64Array, sides: readonly Side[]): number {
  for (const { index } of sides) {
    const coordinate = coordinates[index] as number
    if (!Number.isNaN(coordinate)) return coordinate
  }
  return Number.NaN
}

/** Puts a trial between those with a smaller coordinate, or the same, and those with a larger one. */
function insert({ coordinates, order }: Column, trial: number): void {
  const coordinate = coordinates[trial] as number
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((coordinates[order[middle] as number] as number) > coordinate) high = middle
    else low = middle + 1
  }
  order.splice(low, 0, trial)
}

/** Whether two sides are the same parameter in different options of a choice. */
function isTwin(a: Side, b: Side): boolean {
  // Options without order are told apart by their indices alone, which need not mean the same.
  if (a.kind === 'unordered' || a.condition === undefined || b.condition === undefined) return false
  if (a.kind !== b.kind || a.size !== b.size || a.log !== b.log) return false
  if (a.axis.lower !== b.axis.lower || a.axis.upper !== b.axis.upper) return false
  return [0.3, 0.5, 0.7].every((unit) => a.axis.fromUnit(unit) === b.axis.fromUnit(unit))
}
