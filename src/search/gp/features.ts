import type { Side } from '../cube.ts'
import type { Shape } from './points.ts'

/**
 * The coordinates of the cube that a model looks at, as a row of numbers: first those without an order,
 * each as the number of its option, then those with one, in [0, 1]. If trials that a scheduler ended
 * early are among those it learns from, how far a trial came is one more, 1 for a full one.
 */
export class Features implements Shape {
  /** In the order of the row. */
  readonly sides: readonly Side[]
  readonly categories: number
  readonly width: number
  readonly hasFidelity: boolean

  constructor(sides: readonly Side[], hasFidelity: boolean) {
    const unordered = sides.filter(({ kind }) => kind === 'unordered')
    this.sides = [...unordered, ...sides.filter(({ kind }) => kind !== 'unordered')]
    this.categories = unordered.length
    this.hasFidelity = hasFidelity
    this.width = sides.length + (hasFidelity ? 1 : 0)
  }

  /** @param fidelity In [0, 1]. */
  rowOf(coordinates: ArrayLike<number>, fidelity = 1): Float64Array {
    const row = new Float64Array(this.width).fill(fidelity)
    for (const [k, side] of this.sides.entries()) {
      const x = coordinates[side.index] as number
      row[k] = side.kind === 'unordered' ? side.axis.fromUnit(x) : x
    }
    return row
  }

  /** The row of the config at a point of the unit cube that has these sides only, in their order. */
  rowAt(unit: ArrayLike<number>): Float64Array {
    const row = new Float64Array(this.width).fill(1)
    for (let k = 0; k < this.sides.length; k++) row[k] = this.#pick(k, unit[k] as number)
    return row
  }

  /** The row of the same config as a full trial. */
  rowAtFull(row: Float64Array): Float64Array {
    return this.hasFidelity ? row.with(this.width - 1, 1) : row
  }

  /** Moves numbers to values that there are. */
  snap(row: Float64Array): Float64Array {
    return row.map((x, k) => {
      if (k < this.categories || k >= this.sides.length) return x
      return this.#pick(k, x)
    })
  }

  /** Writes what a row stands for into a point of the cube. */
  place(row: Float64Array, coordinates: Float64Array): Float64Array {
    for (const [k, { index, kind, axis }] of this.sides.entries()) {
      const x = row[k] as number
      coordinates[index] = kind === 'unordered' ? axis.toUnit(x) : x
    }
    return coordinates
  }

  #pick(k: number, x: number): number {
    const { kind, axis } = this.sides[k] as Side
    if (kind === 'continuous') return x
    const pick = axis.fromUnit(x)
    return kind === 'unordered' ? pick : axis.toUnit(pick)
  }
}
