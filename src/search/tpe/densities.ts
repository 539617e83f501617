import { neighbourWidths, sharedWidth } from './bandwidths.ts'
import { Mixture } from './mixture.ts'
import { RangeKernels } from './range-kernels.ts'
import { orderedSpread, unorderedSpread, ValueKernels } from './value-kernels.ts'
import type { Side } from '../cube.ts'
import type { Sample } from './sample.ts'

/** How a density is made of trials. */
export interface Shape {
  /** How many trials the space itself counts for. */
  readonly priorWeight: number
  /** Kernels of one width, which follows how far the trials are apart, or each as wide as its gaps. */
  readonly widths: 'shared' | 'neighbours'
  readonly considerEndpoints: boolean
  readonly considerMagicClip: boolean
}

/** No kernel of shared width is narrower; it is a hundredth of a side. */
const LEAST_SHARED = 0.01

/** What keeps a density above 0 everywhere. */
const TRACE = 1e-12

/**
 * The density of a sample on some sides: a kernel around each trial, and the space itself as one more.
 * A trial that lacks some of the sides is even along them.
 */
export function densityOf(sample: Sample, sides: readonly Side[], shape: Shape): Mixture {
  const weights = new Float64Array(sample.size + 1)
  weights.set(sample.weights)
  weights[sample.size] = Math.max(shape.priorWeight, TRACE)
  return new Mixture(weights, (tops) =>
    sides.map((side) => {
      const column = sample.column(side)
      if (side.kind === 'continuous') {
        return new RangeKernels(column, rangeWidths(side, column, { sample, sides, shape }), tops)
      }
      if (side.kind === 'unordered') {
        // A kernel is one trial at its own value and one, shared by all kernels, at each value.
        const share = side.size / (sample.size + 1 + side.size)
        return new ValueKernels(side, column, (values) =>
          Array.from(values, (x) => unorderedSpread(side, x, share)),
        )
      }
      return new ValueKernels(side, column, (values) => {
        const widths = valueWidths(side, { column, values }, { sample, sides, shape })
        return Array.from(values, (x, k) => orderedSpread(side, x, widths[k] as number))
      })
    }),
  )
}

interface Context {
  readonly sample: Sample
  readonly sides: readonly Side[]
  readonly shape: Shape
}

/** A width for each component. */
function rangeWidths(side: Side, column: Float64Array, context: Context): Float64Array {
  const { sample, sides, shape } = context
  const widths = new Float64Array(column.length)
  if (shape.widths === 'shared') {
    const so = { dimensions: sides.length, least: LEAST_SHARED }
    return widths.fill(sharedWidth(column, sample.weights, so))
  }
  const order = sample.order(side, column)
  const sorted = new Float64Array(order.length)
  for (let k = 0; k < order.length; k++) sorted[k] = column[order[k] as number] as number
  const found = neighbourWidths(sorted, neighbourRules(context))
  for (let k = 0; k < order.length; k++) widths[order[k] as number] = found[k] as number
  return widths
}

/** The width of the kernels around each value of a side that has countably many. */
function valueWidths(
  side: Side,
  { column, values }: { readonly column: Float64Array; readonly values: Float64Array },
  context: Context,
): Float64Array {
  const { sample, sides, shape } = context
  if (shape.widths === 'neighbours') return neighbourWidths(values, neighbourRules(context))
  // Half of what a value owns: a kernel that is narrower knows no neighbours.
  const least = Math.max(LEAST_SHARED, 0.5 / side.size)
  const width = sharedWidth(column, sample.weights, { dimensions: sides.length, least })
  return new Float64Array(values.length).fill(width)
}

function neighbourRules({ sample, shape }: Context): {
  readonly endpoints: boolean
  readonly least: number
} {
  const least = shape.considerMagicClip ? 1 / Math.min(100, 2 + sample.size) : 1e-6
  return { endpoints: shape.considerEndpoints, least }
}
