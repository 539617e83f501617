import type { StudyView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import type { Columns } from './columns.ts'
import { cutEnd, cutStart, displayWidth } from './display-width.ts'
import type { Palette } from './palette.ts'
import type { Progress } from './progress.ts'
import { progressLine } from './progress-line.ts'
import { bestText, bestTrial, resourceUsage, trialCounts } from './study-lines.ts'
import { trialTable } from './trial-table.ts'
import { visibleText } from './visible-text.ts'

export interface StatusOptions {
  readonly reporter: CLIReporter
  readonly columns: Columns
  readonly progress: Progress
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

/** The live block: at most `height` lines of at most `width` cells. */
export function renderStatus(study: StudyView, options: StatusOptions): string[] {
  const { palette, width, height, reporter } = options
  const best = bestTrial(study, reporter)
  const head = [
    studyLine(study, width, palette),
    `Number of trials: ${trialCounts(study)}`,
    `Logical resource usage: ${resourceUsage(study)}`,
    visibleText(study.schedulerLine),
    best === undefined ? '' : `Current best trial: ${bestText(study, best, reporter)}`,
  ]
  const progress = progressLine(study, options.progress, options)
  const table = fittingTable(study, options, height - head.filter(isSaid).length - 1, best)
  const cut = (text: string): string => cutEnd(text, width, options.unicode ? '…' : '...')
  if (table.length > 0) return [...head.filter(isSaid), ...table, progress].map(cut)
  return mostImportant(head, progress, height).map(cut)
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

/** The table with as many rows as fit into `room` lines; empty where not even one row fits. */
function fittingTable(
  study: StudyView,
  options: StatusOptions,
  room: number,
  best: ReturnType<typeof bestTrial>,
): string[] {
  const { reporter, columns, width, palette } = options
  // What is not shown is said in up to two lines, which take the place of rows.
  for (let notes = 0; notes <= 2; notes++) {
    const limit = Math.min(reporter.maxProgressRows, room - TABLE_FRAME - notes)
    if (limit < 1) return []
    const lines = trialTable(study, { reporter, columns, limit, width, best, palette })
    if (lines.length <= room) return lines
  }
  return []
}

/** Where there is no room for a table: what matters most, still in its order. */
function mostImportant(head: readonly string[], progress: string, height: number): string[] {
  const [study = '', counts = '', resources = '', scheduler = '', best = ''] = head
  const kept = new Set<string>()
  for (const line of [progress, counts, best, study, resources, scheduler].filter(isSaid)) {
    if (kept.size < height) kept.add(line)
  }
  return [study, counts, resources, scheduler, best, progress].filter((line) => kept.has(line))
}
