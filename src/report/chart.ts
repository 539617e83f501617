import type { Point } from './series.ts'

export interface ChartOptions {
  /** Columns, at least 1. */
  readonly width: number
  /** Rows, at least 1. */
  readonly height: number
  /** Whether block characters may be used. */
  readonly unicode: boolean
  /** The right end of the x axis. @defaultValue the x of the last point */
  readonly until?: number
  /** Logarithmic, from the bottom to the top; only where all values are positive. @defaultValue false */
  readonly log?: boolean
}

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const ASCII = [' ', '_', '.', ',', '-', '=', '+', '*', '#'] as const
/** Steps of one row. */
const STEPS = 8

/**
 * Draws points, in the order of their x, as columns of different height: with one row a spark line.
 * A column shows the last value up to its middle, the last column the last one; one without a value (NaN) is empty. The lowest value has
 * the lowest step and the highest fills the chart; infinities stand at the edges.
 */
export function chart(points: readonly Point[], options: ChartOptions): string[] {
  const { width, height, unicode } = options
  const heights = scaled(sampled(points, width, options.until), options)
  const characters = unicode ? BLOCKS : ASCII
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * STEPS
    return heights
      .map((steps) => characters[Math.min(STEPS, Math.max(0, steps - below))] ?? ' ')
      .join('')
  })
}

/** Whether values span so many orders of magnitude that only a logarithmic chart shows them. */
export function wantsLog(points: readonly Point[]): boolean {
  const values = points.map(({ y }) => y).filter(Number.isFinite)
  const least = Math.min(...values)
  return values.length > 0 && least > 0 && Math.max(...values) / least > 50
}

/** The value that each column shows. */
function sampled(points: readonly Point[], width: number, until?: number): number[] {
  const [first] = points
  if (first === undefined) return Array.from({ length: width }, () => Number.NaN)
  const end = Math.max(until ?? 0, points.at(-1)?.x ?? first.x)
  let next = 0
  let value = first.y
  return Array.from({ length: width }, (_, column) => {
    const upTo = column === width - 1 ? end : first.x + ((end - first.x) * (column + 0.5)) / width
    for (let point = points[next]; point !== undefined && point.x <= upTo; point = points[next]) {
      value = point.y
      next += 1
    }
    return value
  })
}

/** How many steps high each column is, from 1; 0 without a value. */
function scaled(values: readonly number[], { height, log = false }: ChartOptions): number[] {
  const place = (value: number): number => (log ? Math.log(value) : value)
  const finite = values.filter(Number.isFinite).map(place)
  const least = Math.min(...finite)
  const span = Math.max(...finite) - least
  const top = height * STEPS
  return values.map((value) => {
    if (Number.isNaN(value)) return 0
    if (value === Infinity) return top
    if (value === -Infinity) return 1
    // A flat curve runs through the middle.
    if (!(span > 0)) return Math.ceil(top / 2)
    return 1 + Math.round(((place(value) - least) / span) * (top - 1))
  })
}
