import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'
import type { Features } from './features.ts'

/** Of a number with no more values than that, all are compared; of one with more, slopes are followed. */
const FEW_NUMBERS = 16

/** Of a category with more options than that, not all are compared. */
const FEW_OPTIONS = 32

/** Whether a side has so many values that one follows slopes. */
export function isFine({ kind, size }: Side): boolean {
  return kind !== 'unordered' && size > FEW_NUMBERS
}

/**
 * For each coordinate of a row, the values that are to be compared with each other; undefined where
 * slopes are followed. Of many options those of good points are taken, and a few more by lot: to the
 * model all that have not been tried are the same.
 */
export function picksOf(
  features: Features,
  centres: readonly Float64Array[],
  random: Random,
): readonly (Float64Array | undefined)[] {
  return features.sides.map((side, k) => {
    if (isFine(side)) return undefined
    if (side.kind === 'ordered') return everyCoordinate(side)
    if (side.size <= FEW_OPTIONS) return Float64Array.from({ length: side.size }, (_, i) => i)
    const options = new Set(centres.slice(0, FEW_OPTIONS / 2).map((row) => row[k] as number))
    while (options.size < FEW_OPTIONS) options.add(random.integer(0, side.size))
    return Float64Array.from(options)
  })
}

/** Of all values of an ordered side, ascending. */
function everyCoordinate({ axis, size }: Side): Float64Array {
  const coordinates = new Float64Array(size)
  let pick = axis.fromUnit(0)
  for (let i = 0; i < size; i++) {
    coordinates[i] = axis.toUnit(pick)
    pick = axis.neighbours(pick).at(-1) as number
  }
  return coordinates
}
