import { join } from 'node:path'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import type { Columns } from './columns.ts'
import type { Palette } from './palette.ts'
import { elapsedText } from './progress-line.ts'
import { stoppedLine } from './live/ending-lines.ts'
import { joinColumns, layColumn, tableWidth } from './psql-table.ts'
import { studyLine } from './render-status.ts'
import { StopTally } from './stop-tally.ts'
import { bestCompromises, bestText, bestTrial, trialCounts } from './study-lines.ts'
import { trialTable } from './trial-table.ts'
import { visibleText } from './visible-text.ts'

export interface SummaryOptions {
  readonly reporter: CLIReporter
  readonly columns: Columns
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Cells of the screen; `Infinity` where lines may be of any length. */
  readonly width: number
  readonly palette: Palette
}

/** What stays behind at the end of a session: the trial table, the failures, the best trial. */
export function renderSummary(study: StudyView, options: SummaryOptions): string[] {
  const { reporter, palette, now } = options
  const best = bestTrial(study, reporter)
  const elapsed = elapsedText(study, now)
  return [
    // Never cut: this is where the results are.
    studyLine(study, Number.POSITIVE_INFINITY, palette),
    `Number of trials: ${trialCounts(study)}`,
    ...trialTable(study, { ...options, limit: reporter.maxProgressRows, best, preferBest: true }),
    ...stopped(study),
    ...failures(study, options),
    ...(best === undefined
      ? []
      : [`${palette.bold('Best trial:')} ${bestText(study, best, reporter, 'exact')}`]),
    ...compromises(study, options),
    study.stopReason === undefined
      ? `Ended after ${elapsed}`
      : `Ended early after ${elapsed}: ${visibleText(study.stopReason)}`,
  ]
}

/** Why trials were stopped, in one line; the end of a study may look at all of its trials. */
function stopped(study: StudyView): string[] {
  const tally = new StopTally()
  for (const { id, status, reason } of study.trials) {
    if (status === 'TERMINATED' && reason !== undefined) tally.add(id, reason)
  }
  return [stoppedLine(tally, '...')].filter((line) => line !== '')
}

function compromises(study: StudyView, { reporter, palette }: SummaryOptions): string[] {
  const front = bestCompromises(study)
  if (front.length === 0) return []
  const shown = front.slice(0, reporter.maxProgressRows)
  const rest = front.length - shown.length
  return [
    `${palette.bold('Pareto front:')} ${front.length} of ${study.trials.length} trials`,
    ...shown.map((trial) => `  ${bestText(study, trial, reporter)}`),
    ...(rest === 0 ? [] : [`  … and ${rest} more: results.getParetoFront()`]),
  ]
}

/** Where the story of a trial's failure is told. */
export function errorFile(study: StudyView, trial: TrialView): string {
  return visibleText(join(study.dir, trial.name, 'error.txt'))
}

function failures(study: StudyView, options: SummaryOptions): string[] {
  const failed = study.trials.filter((trial) => trial.failures > 0)
  const shown = failed.slice(0, options.reporter.maxErrorRows)
  if (shown.length === 0) return []
  const recovered = (trial: TrialView): boolean => trial.status === 'TERMINATED'
  const lay = (files: readonly string[]): ReturnType<typeof layColumn>[] => [
    layColumn(
      'Trial name',
      shown.map((trial) => visibleText(trial.name) + (recovered(trial) ? '*' : '')),
    ),
    layColumn(
      '# failures',
      shown.map((trial) => trial.failures),
    ),
    layColumn('error file', files),
  ]
  let columns = lay(shown.map((trial) => errorFile(study, trial)))
  if (tableWidth(columns) > options.width) {
    // The study's folder stands in the first line already.
    columns = lay(shown.map((trial) => visibleText(join(trial.name, 'error.txt'))))
  }
  if (tableWidth(columns) > options.width) columns.shift()
  const lines = [`Number of errored trials: ${failed.length}`, ...joinColumns(columns)]
  const rest = failed.length - shown.length
  if (rest > 0) lines.push(`... ${rest} more ${rest === 1 ? 'failure' : 'failures'} not shown`)
  if (shown.some(recovered)) lines.push('* The trial terminated successfully after retrying.')
  return lines
}
