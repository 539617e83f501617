import { chart, wantsLog } from '../chart.ts'
import { cutStart, displayWidth, padTo } from '../display-width.ts'
import { formatNumber } from '../format-number.ts'
import type { Point } from '../series.ts'
import { visibleText } from '../visible-text.ts'
import type { Palette } from '../palette.ts'
import type { StudyWatch } from './study-watch.ts'

export interface SparkOptions {
  readonly width: number
  readonly unicode: boolean
  readonly palette: Palette
}

const NARROWEST = 8
const WIDEST = 60
const NAME = 24
const WIDEST_CURVE = 120
/** So few points need no more columns each. */
const WIDEST_STEP = 8

/** For each metric one line: `Best loss: 2.3 █▆▄▃▂▁▁ 0.08 (of 120 results)`. */
export function sparkLines(watch: StudyWatch, options: SparkOptions): string[] {
  const { unicode, palette, width } = options
  return watch.records.flatMap(({ metric, points }) => {
    const [first, last] = [points[0], points.at(-1)]
    if (first === undefined || last === undefined) return []
    const head = `Best ${nameOf(metric)}: ${formatNumber(first.y)} `
    const count = `(of ${watch.results} ${watch.results === 1 ? 'result' : 'results'}${logNote(points)})`
    const room = width - displayWidth(head) - formatNumber(last.y).length - 2 - count.length
    const columns = Math.min(WIDEST, room)
    if (points.length < 2) return [`Best ${nameOf(metric)}: ${formatNumber(last.y)} ${count}`]
    if (columns < NARROWEST) return [`${head}to ${formatNumber(last.y)} ${count}`]
    const [line = ''] = chart(points, {
      width: columns,
      height: 1,
      unicode,
      until: watch.results,
      log: wantsLog(points),
    })
    return [`${head}${palette.magenta(line)} ${palette.bold(formatNumber(last.y))} ${count}`]
  })
}

/** A caption, and below it the curve in `height` lines with its highest and lowest value. */
export function curveLines(
  caption: string,
  points: readonly Point[],
  options: SparkOptions & { readonly height: number; readonly until?: number },
): string[] {
  const { height, until, unicode, palette } = options
  const values = points.map(({ y }) => y).filter((y) => !Number.isNaN(y))
  if (values.length === 0 || height < 2) return []
  const most = formatNumber(Math.max(...values))
  const least = formatNumber(Math.min(...values))
  const margin = Math.max(most.length, least.length)
  const width = Math.min(options.width - margin - 1, WIDEST_CURVE, points.length * WIDEST_STEP)
  if (options.width < margin + 1 + NARROWEST) return []
  const log = wantsLog(points)
  const rows = chart(points, {
    width,
    height: height - 1,
    unicode,
    log,
    ...(until === undefined ? {} : { until }),
  })
  return [
    `${caption}${log ? ' (logarithmic)' : ''}`,
    ...rows.map((row, i) => {
      const label = i === 0 ? most : i === rows.length - 1 ? least : ''
      return `${padTo(label, margin, 'right')} ${palette.magenta(row.trimEnd())}`
    }),
  ]
}

/** The best so far as a chart of `height` lines, caption included; of several metrics the first. */
export function bestChart(watch: StudyWatch, options: SparkOptions & { height: number }): string[] {
  const [record] = watch.records
  if (record === undefined) return []
  const last = record.points.at(-1)
  if (last === undefined) return []
  const best = options.palette.bold(formatNumber(last.y))
  const results = `${watch.results} ${watch.results === 1 ? 'result' : 'results'}`
  return curveLines(`Best ${nameOf(record.metric)} so far: ${best}, of ${results}`, record.points, {
    ...options,
    until: watch.results,
  })
}

function nameOf(metric: string): string {
  return cutStart(visibleText(metric), NAME)
}

function logNote(points: readonly Point[]): string {
  return wantsLog(points) ? ', log' : ''
}
