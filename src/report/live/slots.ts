import { numberAt } from '../../math/score.ts'
import type { TrialView } from '../../study/view.ts'
import { bar } from '../bar.ts'
import { cutStart, displayWidth, padTo } from '../display-width.ts'
import { formatNumber } from '../format-number.ts'
import { durationText } from '../time-text.ts'
import { visibleText } from '../visible-text.ts'
import type { Palette } from '../palette.ts'

export interface SlotOptions {
  readonly metric: string | undefined
  /** Iterations after which every trial is over, where that is known. */
  readonly maxIterations: number | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly width: number
  /** Lines, at most. */
  readonly height: number
  readonly unicode: boolean
  readonly palette: Palette
}

const HEAD = 'Running: '
const GAP = '  '
const BAR = 8
const SHORT_BAR = 4
/** Below this width bars are short. */
const WIDE = 120
const ID = 12
const METRIC = 14

/**
 * What runs now, in columns: who, how far of how many iterations, the last value of the metric, for how
 * long. What does not fit is counted. Empty where nothing runs.
 */
export function slotLines(trials: readonly TrialView[], options: SlotOptions): string[] {
  const { width, height } = options
  if (trials.length === 0 || height < 1) return []
  // One more than fits says enough about the rest.
  const most = Math.max(1, Math.floor(width / 24)) * height
  const cells = aligned(trials.slice(0, most).map((trial) => partsOf(trial, options)))
  const cellWidth = cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), 0)
  const perLine = Math.max(
    1,
    Math.floor((width - HEAD.length + GAP.length) / (cellWidth + GAP.length)),
  )
  const isAll = trials.length <= perLine * height
  const shown = cells.slice(0, isAll ? trials.length : perLine * height - 1)
  if (!isAll) shown.push(`... ${trials.length - shown.length} more run`)
  const lines: string[] = []
  for (let i = 0; i < shown.length; i += perLine) {
    const head = i === 0 ? HEAD : ' '.repeat(HEAD.length)
    lines.push((head + shown.slice(i, i + perLine).join(GAP)).trimEnd())
  }
  return lines
}

/** Id, how far, metric, time. */
function partsOf(trial: TrialView, options: SlotOptions): readonly string[] {
  const { metric, maxIterations, now, unicode, width } = options
  const { iteration, lastResult, startedAt = now } = trial
  const far =
    maxIterations === undefined
      ? `iter ${iteration}`
      : `${bar(iteration / maxIterations, width < WIDE ? SHORT_BAR : BAR, unicode)} ${iteration}/${maxIterations}`
  const value =
    metric === undefined || lastResult === undefined ? undefined : numberAt(lastResult, metric)
  const last =
    metric === undefined || value === undefined
      ? ''
      : `${cutStart(visibleText(metric), METRIC)}=${formatNumber(value)}`
  return [
    // All ids of a study begin alike.
    cutStart(visibleText(trial.id.slice(trial.id.lastIndexOf('_') + 1)), ID),
    far,
    last,
    durationText(Math.max(0, now - startedAt) / 1000),
  ]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? '')), 0),
  )
  return rows.map((row) =>
    row
      .map((text, column) => padTo(text, widths[column] ?? 0, 'left'))
      .filter((text) => text !== '')
      .join(' '),
  )
}
