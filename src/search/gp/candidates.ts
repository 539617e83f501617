import { Sobol } from '../../math/sobol.ts'
import type { Random } from '../../math/random.ts'
import type { Side } from '../cube.ts'
import type { Features } from './features.ts'

/** How far candidates near a good point spread, in length scales. */
const RADII = [0.02, 0.1, 0.4]

/** So many coordinates of a candidate near a good point differ from it at most. */
const CHANGES = 20

export interface Neighbourhood {
  readonly features: Features
  /** Length scales, one for each coordinate. */
  readonly scales: Float64Array
  /** Good points, best first. */
  readonly centres: readonly Float64Array[]
  readonly random: Random
}

/** Rows spread evenly over all that there is. */
export function spreadRows(features: Features, count: number, random: Random): Float64Array[] {
  const width = features.sides.length
  const units = new Sobol(width, random).points(count)
  return Array.from({ length: count }, (_, i) =>
    features.rowAt(units.subarray(i * width, (i + 1) * width)),
  )
}

/** Rows near good points, around each as many, nearer and farther ones. */
export function nearRows(neighbourhood: Neighbourhood, count: number): Float64Array[] {
  const { centres, features, random } = neighbourhood
  if (centres.length === 0) return []
  const width = features.sides.length
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[i % centres.length] as Float64Array
    const kind = Math.floor(i / centres.length) % (RADII.length + 1)
    const radius = RADII[kind]
    // Far off along one or two coordinates, or a little along any number of them.
    const most = radius === undefined ? Math.min(width, 2) : Math.min(width, CHANGES)
    const changes = 1 + random.integer(0, most)
    return nearRow(neighbourhood, { centre, radius, changes })
  })
}

function nearRow(
  { features, scales, random }: Neighbourhood,
  so: {
    readonly centre: Float64Array
    readonly radius: number | undefined
    readonly changes: number
  },
): Float64Array {
  const { sides, categories } = features
  const row = so.centre.slice()
  for (let n = 0; n < so.changes; n++) {
    const k = random.integer(0, sides.length)
    const { kind, size } = sides[k] as Side
    if (k < categories) {
      row[k] = random.integer(0, size)
    } else if (so.radius === undefined) {
      row[k] = random.next()
    } else {
      const step = so.radius * Math.min(scales[k] as number, 1)
      const enough = kind === 'ordered' ? Math.max(step, 1 / size) : step
      row[k] = reflect((so.centre[k] as number) + enough * random.normal())
    }
  }
  return features.snap(row)
}

/** Into [0, 1]. */
function reflect(x: number): number {
  const y = Math.abs(x) % 2
  return y > 1 ? 2 - y : y
}
