import type { Cube, Side } from '../cube.ts'

/** Which sides of a cube have a place in the Gaussian distribution, and which are categories. */
export interface Layout {
  readonly sides: number
  readonly numeric: readonly Side[]
  readonly unordered: readonly Side[]
  /** Whether coordinates tell less than was sampled: they are the middle of a share, or absent. */
  readonly isCoarse: boolean
}

export function layoutOf({ sides }: Cube): Layout {
  const numeric = sides.filter(({ kind }) => kind !== 'unordered')
  return {
    sides: sides.length,
    numeric,
    unordered: sides.filter(({ kind }) => kind === 'unordered'),
    isCoarse: numeric.some(({ kind, condition }) => kind === 'ordered' || condition !== undefined),
  }
}

/** The option of each parameter without order; −1 where the config does not have it. */
export function optionsAt({ unordered }: Layout, coordinates: Float64Array): Int32Array {
  return Int32Array.from(unordered, ({ index, axis }) => {
    const coordinate = coordinates[index] as number
    return Number.isNaN(coordinate) ? -1 : axis.fromUnit(coordinate)
  })
}

/** The coordinates of the numeric sides; NaN where the config does not have it. */
export function numbersAt({ numeric }: Layout, coordinates: Float64Array): Float64Array {
  return Float64Array.from(numeric, ({ index }) => coordinates[index] as number)
}
