import { displayWidth, padTo } from '../display-width.ts'
import { formatNumber } from '../format-number.ts'
import { axisOf } from './axis.ts'
import { Canvas } from './canvas.ts'

/** A point of a curve; NaN and ±Infinity leave a gap. */
export interface PlotPoint {
  readonly x: number
  readonly y: number
}

export interface LinePlotOptions {
  /** What is over the plot. */
  readonly title: string
  /** What is under it, e.g. `training_iteration`. */
  readonly xTitle: string
  /** Cells from left to right, axis and labels included. */
  readonly width: number
  /** Lines of the drawing itself. @defaultValue 10 */
  readonly height?: number
  /** Whether it may be drawn with more than ASCII. */
  readonly unicode: boolean
}

const NARROWEST = 8

/** A curve as lines of text with both axes; one line that says so where nothing of it can be drawn. */
export function linePlot(points: readonly PlotPoint[], options: LinePlotOptions): string[] {
  const { title, xTitle, width, height = 10, unicode } = options
  const finite = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
  const gaps = points.length - finite.length
  if (finite.length === 0) {
    return [
      `${title}: ${points.length === 0 ? 'no values' : `${gaps} values, none of them finite`}`,
    ]
  }
  const xAxis = axisOf(
    finite.map(({ x }) => x),
    'linear',
  )
  const yAxis = axisOf(finite.map(({ y }) => y))
  const labels = labelsOf(yAxis, height)
  const margin = Math.max(...labels.map(displayWidth))
  const canvas = new Canvas(Math.max(NARROWEST, width - margin - 3), height, { unicode })
  draw(canvas, points, xAxis, yAxis)
  const [side, tick, corner, floor] = unicode ? ['│', '┤', '└', '─'] : ['|', '+', '+', '-']
  const columns = unicode ? canvas.width / 2 : canvas.width
  const [first, last] = [formatNumber(xAxis.value(0)), formatNumber(xAxis.value(1))]
  const notes = [...(yAxis.isLog ? ['log scale'] : []), ...(gaps > 0 ? [`${gaps} not finite`] : [])]
  return [
    `${title}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
    ...canvas.lines.map((line, i) => {
      const label = labels[i] ?? ''
      const edge = label === '' ? side : tick
      return `${padTo(label, margin, 'right')} ${edge}${line}`.trimEnd()
    }),
    `${' '.repeat(margin + 1)}${corner}${floor.repeat(columns)}`,
    `${' '.repeat(margin + 2)}${under(first, xTitle, last, columns)}`,
  ]
}

/** Values beside the first, the middle and the last line. */
function labelsOf(axis: ReturnType<typeof axisOf>, height: number): string[] {
  const labels = Array.from({ length: height }, () => '')
  const middle = Math.floor((height - 1) / 2)
  labels[middle] = formatNumber(axis.value(1 - middle / Math.max(1, height - 1)))
  if (axis.value(0) === axis.value(1)) return labels
  labels[0] = formatNumber(axis.value(1))
  labels[height - 1] = formatNumber(axis.value(0))
  return labels
}

function draw(
  canvas: Canvas,
  points: readonly PlotPoint[],
  xAxis: ReturnType<typeof axisOf>,
  yAxis: ReturnType<typeof axisOf>,
): void {
  let before: readonly [number, number] | undefined
  for (const { x, y } of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      before = undefined
      continue
    }
    const place = [
      Math.round(xAxis.at(x) * (canvas.width - 1)),
      Math.round((1 - yAxis.at(y)) * (canvas.height - 1)),
    ] as const
    canvas.line(...(before ?? place), ...place)
    before = place
  }
}

/** `1      training_iteration      10`, as much of it as there is room for. */
function under(first: string, title: string, last: string, columns: number): string {
  if (first === last) return first
  const room = columns - first.length - last.length
  if (room < 1) return first
  const shown = title.length + 2 <= room ? title : ''
  const left = Math.floor((room - shown.length) / 2)
  return first + ' '.repeat(left) + shown + ' '.repeat(room - left - shown.length) + last
}
