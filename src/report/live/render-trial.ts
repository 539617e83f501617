import type { StudyView, TrialView } from '../../study/view.ts'
import type { Columns } from '../columns.ts'
import { cutEnd, cutStart, displayWidth, padTo } from '../display-width.ts'
import type { Palette } from '../palette.ts'
import { exactDurationText, durationText } from '../time-text.ts'
import { valueText } from '../value-text.ts'
import { visibleText } from '../visible-text.ts'
import { beside, widthBeside } from './beside.ts'
import { keyLines } from './key-lines.ts'
import { curveLines } from './spark-lines.ts'
import type { StudyWatch } from './study-watch.ts'
import type { TrialBrowser } from './trial-browser.ts'

export interface TrialPageOptions {
  readonly columns: Columns
  readonly watch: StudyWatch
  readonly browser: TrialBrowser
  readonly maxIterations: number | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly width: number
  readonly height: number
  readonly palette: Palette
  readonly unicode: boolean
}

const NAME = 30
/** Lines of the curve, its caption included, at most. */
const CURVE = 10
const CHECKPOINTS = 3

/** All about one trial: at most `height` lines of at most `width` cells. */
export function renderTrial(
  study: StudyView,
  trial: TrialView,
  options: TrialPageOptions,
): string[] {
  const { width, height, palette, browser, unicode } = options
  const keys = keyLines(browser, palette)
  const head = headLines(study, trial, options)
  const room = Math.max(0, height - head.length - keys.length)
  const lists = listLines(trial, options, room >= 12 ? room - 4 : room)
  const curve = curveOf(trial, options, Math.min(CURVE, room - lists.length))
  const cut = (text: string): string => cutEnd(text, width, unicode ? '…' : '...')
  const lines = [...head, ...lists, ...curve].slice(0, Math.max(0, height - keys.length))
  return [...lines, ...keys].slice(-height).map(cut)
}

/** Who it is, how it stands and why. */
function headLines(
  study: StudyView,
  trial: TrialView,
  { now, maxIterations, palette, unicode }: TrialPageOptions,
): string[] {
  const { status, attempt, iteration, reason, error, failures, startedAt, checkpoints } = trial
  const of = maxIterations === undefined ? '' : ` of ${maxIterations}`
  const since =
    status === 'RUNNING' && startedAt !== undefined
      ? `, started ${durationText((now - startedAt) / 1000)} ago`
      : ''
  const again = attempt > 1 ? `, attempt ${attempt}` : ''
  const place = status === 'RUNNING' && trial.pid !== undefined ? `, process ${trial.pid}` : ''
  const time = exactDurationText(trial.timeTotalS)
  const kept = checkpoints.slice(-CHECKPOINTS).map(({ name, iteration: at, score }) => {
    const scored = score === undefined ? '' : `, ${valueText(score)}`
    return `${visibleText(name)} (iteration ${at}${scored})`
  })
  const older = checkpoints.length - kept.length
  const dots = unicode ? '…' : '...'
  const lines = [
    `Trial ${palette.bold(visibleText(trial.name))}${study.best === trial ? ', the best' : ''}`,
    `${status}: iteration ${iteration}${of} after ${time}${since}${again}${place}`,
    reason === undefined ? '' : `Reason: ${visibleText(reason)}`,
    failures === 0 || error === undefined
      ? ''
      : palette.red(
          `Failures: ${failures}, the last ${visibleText(error.name)}: ${visibleText(error.message)}`,
        ),
    kept.length === 0
      ? ''
      : `Checkpoints: ${older > 0 ? `${dots} ${older} more, ` : ''}${kept.join(', ')}`,
  ]
  return lines.filter((line) => line !== '')
}

/** Config and metrics beside each other, or below where there is no room for both. */
function listLines(trial: TrialView, options: TrialPageOptions, room: number): string[] {
  const { width, columns, palette } = options
  columns.observe(trial)
  const left = Math.max(20, Math.floor(width / 2) - 2)
  const config = listed('Config', Object.entries(configOf(trial)), left, palette)
  const results = columns.metrics
    .map(({ title, value }) => [title, value(trial)] as const)
    .filter(([, value]) => value !== undefined)
  const metrics = listed('Last result', results, widthBeside(width, left), palette)
  const lines = width < 60 ? [...config, ...metrics] : beside(config, metrics, left)
  if (lines.length <= room) return lines
  const hidden = lines.length - Math.max(0, room - 1)
  return room < 2 ? [] : [...lines.slice(0, room - 1), `... ${hidden} more lines not shown`]
}

/** What was chosen by its flat path, and constants of the config as they stand. */
function configOf(trial: TrialView): Readonly<Record<string, unknown>> {
  const { config, params } = trial
  if (typeof config !== 'object' || config === null) return params
  const chosen = Object.keys(params)
  const constants = Object.entries(config).filter(
    ([key]) => !chosen.some((path) => path === key || path.startsWith(`${key}/`)),
  )
  return { ...params, ...Object.fromEntries(constants) }
}

function listed(
  title: string,
  entries: readonly (readonly [string, unknown])[],
  width: number,
  palette: Palette,
): string[] {
  if (entries.length === 0) return []
  const names = entries.map(([name]) => cutStart(visibleText(name), NAME))
  const nameWidth = names.reduce((widest, name) => Math.max(widest, displayWidth(name)), 0)
  return [
    palette.bold(title),
    ...entries.map(([, value], i) => {
      const text = valueText(value, 'exact')
      return cutEnd(`  ${padTo(names[i] ?? '', nameWidth, 'left')}  ${text}`, width, '...')
    }),
  ]
}

function curveOf(trial: TrialView, options: TrialPageOptions, height: number): string[] {
  const { watch } = options
  const points = watch.curveOf(trial)
  const [first, last] = [points[0], points.at(-1)]
  const metric = watch.records[0]?.metric
  if (metric === undefined || first === undefined || last === undefined || points.length < 2) {
    return []
  }
  const caption = `${visibleText(metric)}, iterations ${first.x} to ${last.x}`
  // A value stands for its whole iteration, which began when the one before was over.
  const steps = points.map(({ x, y }) => ({ x: x - 1, y }))
  return curveLines(caption, steps, { ...options, height, until: last.x })
}
