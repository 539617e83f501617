import type { StudyView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import type { Columns } from './columns.ts'
import { cutEnd, cutStart, displayWidth } from './display-width.ts'
import { beside, widthBeside } from './live/beside.ts'
import { endingLines, failedLine, stoppedLine } from './live/ending-lines.ts'
import { keyLines } from './live/key-lines.ts'
import { resourceBars } from './live/resource-bars.ts'
import { slotLines } from './live/slots.ts'
import { bestChart, sparkLines } from './live/spark-lines.ts'
import type { StudyWatch } from './live/study-watch.ts'
import type { TrialBrowser } from './live/trial-browser.ts'
import type { Palette } from './palette.ts'
import type { Progress } from './progress.ts'
import { progressLine } from './progress-line.ts'
import { bestText, bestTrial, trialCounts } from './study-lines.ts'
import { trialTable } from './trial-table.ts'
import { visibleText } from './visible-text.ts'

export interface StatusOptions {
  readonly reporter: CLIReporter
  readonly columns: Columns
  readonly progress: Progress
  readonly watch: StudyWatch
  /** Where there are keys: what they have chosen. */
  readonly browser: TrialBrowser | undefined
  /** Iterations after which every trial is over, where that is known. */
  readonly maxIterations: number | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Cells of the screen, from left to right and from top to bottom. */
  readonly width: number
  readonly height: number
  readonly palette: Palette
  readonly unicode: boolean
}

/** What a table needs besides its rows: borders, header. */
const TABLE_FRAME = 4
/** What the panels leave for the table, where there is a table: its frame, some rows and a remark. */
const TABLE_ROOM = TABLE_FRAME + 4
/** From this width on panels stand beside each other. */
const WIDE = 120
/** From this many lines for the panels and the table on, the curve is drawn higher than one line. */
const TALL = 24

/** The live block: at most `height` lines of at most `width` cells. */
export function renderStatus(study: StudyView, options: StatusOptions): string[] {
  const { palette, width, height, reporter, unicode } = options
  const best = bestTrial(study, reporter)
  const head = [
    studyLine(study, width, palette),
    `Number of trials: ${trialCounts(study)}`,
    resourceBars(study.usage, palette, unicode),
    visibleText(study.schedulerLine),
    best === undefined ? '' : `Current best trial: ${bestText(study, best, reporter)}`,
  ]
  const progress = progressLine(study, options.progress, options)
  const keys = options.browser === undefined ? [] : keyLines(options.browser, palette)
  const cut = (text: string): string => cutEnd(text, width, unicode ? '…' : '...')
  const said = head.filter(isSaid)
  const room = height - said.length - 1 - keys.length
  const tableRoom = study.trials.length === 0 ? 0 : TABLE_ROOM
  const above = room < tableRoom ? [] : panels(options, study, room - tableRoom)
  const table = fittingTable(study, options, room - above.length, best)
  if (table.length > 0 || room >= above.length) {
    return [...said, ...above, ...table, progress, ...keys].map(cut)
  }
  return mostImportant(head, progress, keys, height).map(cut)
}

/** `Study mnist in /home/me/attune_results/mnist`, the folder cut at its beginning. */
export function studyLine(study: StudyView, width: number, palette: Palette): string {
  const name = visibleText(study.name)
  const room = width - displayWidth(`Study ${name} in `)
  const folder = visibleText(study.dir)
  return `Study ${palette.bold(name)} in ${cutStart(folder, Math.max(room, 3))}`
}

function isSaid(text: string): boolean {
  return text !== ''
}

/** What happens and what has happened, in at most `room` lines: the most telling first. */
function panels(options: StatusOptions, study: StudyView, room: number): string[] {
  const { watch, width, palette } = options
  const lines: string[] = []
  if (width >= WIDE && room + TABLE_ROOM >= TALL) lines.push(...sideBySide(options, room))
  else {
    const texts = [
      ...sparkLines(watch, options),
      stoppedLine(watch.stops, '...'),
      failedLine(watch, palette),
    ]
    lines.push(...texts.filter(isSaid).slice(0, Math.max(0, room)))
  }
  // Slots get a third of what is left, and the table the rest.
  const left = room - lines.length
  const slots = slotLines([...watch.running], {
    ...options,
    metric: watch.records[0]?.metric ?? study.metric,
    height: Math.min(left, Math.max(2, Math.ceil(left / 3))),
  })
  return [...lines, ...slots]
}

/** The curve at the left, and at the right why trials have ended. */
function sideBySide({ watch, width, palette, unicode }: StatusOptions, room: number): string[] {
  const height = Math.min(8, Math.max(4, Math.floor(room / 4)))
  const left = Math.min(90, Math.floor(width * 0.45))
  const curve = bestChart(watch, { width: left, height, palette, unicode })
  const endings = endingLines(watch, { width: widthBeside(width, left), height, palette })
  if (curve.length === 0) return endings
  return endings.length === 0 ? curve : beside(curve, endings, left)
}

/** The table with as many rows as fit into `room` lines; empty where not even one row fits. */
function fittingTable(
  study: StudyView,
  options: StatusOptions,
  room: number,
  best: ReturnType<typeof bestTrial>,
): string[] {
  const { reporter, columns, width, palette, browser } = options
  // What is not shown is said in up to two lines, which take the place of rows.
  for (let notes = 0; notes <= 2; notes++) {
    const limit = Math.min(reporter.maxProgressRows, room - TABLE_FRAME - notes)
    if (limit < 1) return []
    const lines = trialTable(study, {
      reporter,
      columns,
      limit,
      width,
      best,
      palette,
      ...(browser === undefined
        ? {}
        : { selected: browser.selected, rows: (most, usual) => browser.rows(most, usual) }),
    })
    if (lines.length <= room) return lines
  }
  return []
}

/** Where there is no room for a table: what matters most, still in its order. */
function mostImportant(
  head: readonly string[],
  progress: string,
  keys: readonly string[],
  height: number,
): string[] {
  const [study = '', counts = '', resources = '', scheduler = '', best = ''] = head
  const kept = new Set<string>()
  for (const line of [...keys.slice(-1), progress, counts, best, study, resources, scheduler]) {
    if (isSaid(line) && kept.size < height) kept.add(line)
  }
  const order = [study, counts, resources, scheduler, best, progress, ...keys.slice(-1)]
  return order.filter((line) => kept.has(line))
}
