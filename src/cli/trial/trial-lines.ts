import { stripVTControlCharacters } from 'node:util'
import { flatten } from '../../math/flatten.ts'
import { exactDurationText } from '../../report/time-text.ts'
import { valueText } from '../../report/value-text.ts'
import { visibleText } from '../../report/visible-text.ts'
import { failureText } from '../../study/failure-text.ts'
import { minuteText } from '../table/minute-text.ts'
import { curves } from './curves.ts'
import type { StudyView } from '../../study/view.ts'
import type { Look } from '../table/look.ts'
import type { AttemptRow } from './attempts.ts'
import type { TrialFacts } from './trial-facts.ts'

export interface TrialLinesOptions {
  readonly look: Look
  /** Metrics to draw. */
  readonly metrics: readonly string[]
}

/** Attempts that are told one by one. */
const MOST_ATTEMPTS = 10

/** Everything about a trial, for a person. */
export function trialLines(
  study: StudyView,
  facts: TrialFacts,
  { look, metrics }: TrialLinesOptions,
): string[] {
  const { trial } = facts
  const { palette } = look
  const { bold } = palette
  return [
    `Trial ${bold(visibleText(trial.name))}${trial === study.best ? palette.green(' (the best)') : ''}`,
    statusLine(),
    ...attemptLines(facts.attempts, look),
    `Folder: ${visibleText(facts.dir)}`,
    `Resources: ${resourcesText(trial.resources)}`,
    ...section('Config', entries(trial.config)),
    ...section('Last result', entries(trial.lastResult)),
    ...curves(facts, metrics, look),
    ...section(
      'Checkpoints',
      facts.checkpoints.map(({ path, iteration, score }) => {
        const value = score === undefined ? '' : `, score ${valueText(score)}`
        return `${visibleText(path)} (iteration ${iteration}${value})`
      }),
    ),
    ...section('Copied', facts.exploits.map(lineage)),
    ...errorLines(),
    ...facts.logs.flatMap(({ stream, path, lines }) =>
      section(
        `Last lines of ${stream} (${visibleText(path)})`,
        lines.map((line) => visibleText(stripVTControlCharacters(line))),
      ),
    ),
  ]

  function section(title: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : [`${bold(title)}:`, ...lines.map((line) => `  ${line}`)]
  }

  function statusLine(): string {
    const { status, iteration, timeTotalS, reason } = trial
    const why = reason === undefined ? '' : ` (${visibleText(reason)})`
    const noun = iteration === 1 ? 'iteration' : 'iterations'
    const text = `${status}${why} after ${iteration} ${noun} in ${exactDurationText(timeTotalS)}`
    return `Status: ${status === 'ERROR' ? palette.red(text) : text}`
  }

  function lineage(exploit: TrialFacts['exploits'][number]): string {
    const what = exploit.from === exploit.trial ? 'itself' : visibleText(exploit.from)
    const why = exploit.reason === undefined ? '' : ` (${visibleText(exploit.reason)})`
    return (
      `at iteration ${exploit.iteration} from ${what} at iteration ${exploit.fromIteration}${why}: ` +
      valueText(exploit.newConfig)
    )
  }

  function errorLines(): string[] {
    const { error } = trial
    if (error === undefined) return []
    const title = trial.status === 'ERROR' ? 'Error' : 'Last failure, since retried'
    return section(title, failureText(error).split(/\r?\n/).map(visibleText)).map(palette.red)
  }
}

/** `lr: 0.01`, one for each value. */
function entries(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return value === undefined ? [] : [valueText(value)]
  }
  return Object.entries(flatten(value as Readonly<Record<string, unknown>>)).map(
    ([path, inner]) => `${visibleText(path)}: ${valueText(inner, 'exact')}`,
  )
}

function attemptLines(attempts: readonly AttemptRow[], { palette }: Look): string[] {
  const hidden = Math.max(0, attempts.length - MOST_ATTEMPTS)
  return [
    ...(hidden > 0 ? [`... ${hidden} earlier attempts`] : []),
    ...attempts.slice(hidden).map(({ attempt, startedAt, endedAt, cause, from, error }) => {
      const since = startedAt === undefined ? '' : ` started ${minuteText(startedAt)}`
      const where = from > 0 ? ` from iteration ${from}` : ''
      const span =
        startedAt === undefined || endedAt === undefined
          ? ''
          : ` after ${exactDurationText((endedAt - startedAt) / 1000)}`
      const how = cause === undefined ? '' : `, ${cause}${span}`
      const why = error === undefined ? '' : palette.red(`: ${visibleText(error.message)}`)
      return `Attempt ${attempt}:${since}${where}${how}${why}`
    }),
  ]
}

function resourcesText(resources: Readonly<Record<string, number>>): string {
  const parts = Object.entries(resources).map(([name, n]) => `${valueText(n)} ${visibleText(name)}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}
