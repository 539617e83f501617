import type { TrialStatus } from '../study/events.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import type { Columns } from './columns.ts'
import { cutStart } from './display-width.ts'
import type { Palette } from './palette.ts'
import { joinColumns, layColumn, tableWidth } from './psql-table.ts'
import type { Cell, LaidColumn } from './psql-table.ts'
import { countsText, selectRows } from './trial-rows.ts'
import type { TrialRows } from './trial-rows.ts'
import { cellOf } from './value-text.ts'
import { visibleText } from './visible-text.ts'

export interface TrialTableOptions {
  readonly reporter: CLIReporter
  readonly columns: Columns
  /** Rows of trials, at most. */
  readonly limit: number
  /** Cells of the screen, from left to right. */
  readonly width: number
  readonly best: TrialView | undefined
  readonly palette: Palette
  /** Orders by the metric also where the reporter does not ask for it, if there are more than `limit`. */
  readonly preferBest?: boolean
  /** The row that the user is at. */
  readonly selected?: TrialView | undefined
  /** Chooses the rows instead; `usual` answers those that would be shown. */
  readonly rows?: (limit: number, usual: () => TrialRows) => TrialRows
}

/** The lines of the trial table, and below it what it does not show; empty without trials. */
export function trialTable(study: StudyView, options: TrialTableOptions): string[] {
  const { reporter, best, limit } = options
  const metric = reporter.metric ?? study.metric
  const mode = reporter.mode ?? study.mode
  const sorts =
    reporter.sortByMetric || (options.preferBest === true && study.trials.length > limit)
  const usual = (): TrialRows =>
    selectRows(study, {
      limit,
      best,
      selected: options.selected,
      sortBy: sorts && metric !== undefined ? { metric, mode } : undefined,
    })
  const { shown, hidden } = options.rows === undefined ? usual() : options.rows(limit, usual)
  if (shown.length === 0) return []
  for (const trial of shown) options.columns.observe(trial)
  const { kept, dropped } = fit(candidates(shown, options), options.width)
  const lines = joinColumns(kept.map((column) => column.laid))
  shown.forEach((trial, i) => {
    lines[i + 3] = emphasise(lines[i + 3] ?? '', trial, options)
  })
  const hiddenCount = Array.from(hidden.values()).reduce((sum, count) => sum + count, 0)
  if (hiddenCount > 0) {
    const noun = hiddenCount === 1 ? 'trial' : 'trials'
    lines.push(`... ${hiddenCount} more ${noun} not shown (${countsText(hidden)})`)
  }
  if (dropped.length > 0) {
    const noun = dropped.length === 1 ? 'column' : 'columns'
    lines.push(`... ${dropped.length} ${noun} not shown: ${dropped.join(', ')}`)
  }
  return lines
}

interface Candidate {
  readonly laid: LaidColumn
  readonly title: string
  /** In its place where there is not room for all, before or after other columns are left out. */
  readonly shorter?: { readonly laid: LaidColumn; readonly when: 'first' | 'last' }
  /** Those of the highest rank go first, from the right; those without rank stay. */
  readonly dropRank: number
}

const SHORT_STATUS: Readonly<Record<TrialStatus, string>> = {
  PENDING: 'PEND',
  RUNNING: 'RUN',
  PAUSED: 'PAUSE',
  TERMINATED: 'TERM',
  ERROR: 'ERROR',
}

function candidates(trials: readonly TrialView[], options: TrialTableOptions): Candidate[] {
  const length = options.reporter.maxColumnLength
  const lay = (title: string, value: (trial: TrialView) => Cell): LaidColumn =>
    layColumn(title, trials.map(value))
  const result: Candidate[] = [
    {
      title: 'Trial name',
      laid: lay('Trial name', (trial) => cutStart(visibleText(trial.name), length)),
      // The id is the end of the name, and what tells one trial from another.
      shorter: {
        laid: lay('Trial id', (trial) => cutStart(visibleText(trial.id), length)),
        when: 'first',
      },
      dropRank: 0,
    },
    {
      title: 'status',
      laid: lay('status', (trial) => trial.status),
      shorter: { laid: lay('status', (trial) => SHORT_STATUS[trial.status]), when: 'last' },
      dropRank: 0,
    },
  ]
  if (trials.some((trial) => placeOf(trial) !== '')) {
    result.push({ title: 'loc', laid: lay('loc', placeOf), dropRank: 2 })
  }
  for (const column of [...options.columns.parameters, ...options.columns.metrics]) {
    const title = cutStart(visibleText(column.title), length)
    const laid = lay(title, (trial) => cellOf(column.value(trial), length))
    result.push({ title, laid, dropRank: column.required ? 0 : 1 })
  }
  return result
}

/** Where a trial runs in a process of its own: `10.0.0.7:4711`, or the process id on this machine. */
function placeOf(trial: TrialView): string {
  if (trial.status !== 'RUNNING' || trial.pid === undefined) return ''
  const ip = trial.lastResult?.['node_ip']
  if (typeof ip === 'string' && !ip.startsWith('127.')) return `${visibleText(ip)}:${trial.pid}`
  return trial.pid === process.pid ? '' : String(trial.pid)
}

/** Ids instead of names first, then columns away, until the table is no wider than `width`. */
function fit(
  all: readonly Candidate[],
  width: number,
): { readonly kept: readonly Candidate[]; readonly dropped: readonly string[] } {
  let kept = all
  const isWide = (): boolean => tableWidth(kept.map((column) => column.laid)) > width
  const shorten = (when: 'first' | 'last'): void => {
    if (!isWide()) return
    kept = kept.map((column) => {
      const { shorter, laid } = column
      const helps = shorter?.when === when && shorter.laid.width < laid.width
      return helps ? { ...column, laid: shorter.laid } : column
    })
  }
  shorten('first')
  const dropped = new Set<number>()
  const shortened = kept
  for (const rank of [2, 1]) {
    for (let i = shortened.length - 1; i >= 0 && isWide(); i--) {
      if (shortened[i]?.dropRank !== rank) continue
      dropped.add(i)
      kept = shortened.filter((_, place) => !dropped.has(place))
    }
  }
  shorten('last')
  return { kept, dropped: all.filter((_, i) => dropped.has(i)).map(({ title }) => title) }
}

function emphasise(line: string, trial: TrialView, options: TrialTableOptions): string {
  const { palette } = options
  // Also without styles it is seen.
  if (trial === options.selected) return palette.inverse(`>${line.slice(1, -1)}<`)
  if (trial === options.best) return palette.bold(palette.green(line))
  if (trial.status === 'ERROR') return palette.red(line)
  return trial.status === 'PENDING' || trial.status === 'PAUSED' ? palette.dim(line) : line
}
