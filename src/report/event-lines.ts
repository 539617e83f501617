import type { CheckpointRef, StoredFailure } from '../study/events.ts'
import type { ExploitRecord } from '../study/exploit-record.ts'
import type { StudyView, TrialView } from '../study/view.ts'
import type { CLIReporter } from './cli-reporter.ts'
import type { Columns } from './columns.ts'
import { cutEnd } from './display-width.ts'
import { errorFile } from './render-summary.ts'
import { exactDurationText } from './time-text.ts'
import { cellOf, valueText } from './value-text.ts'
import { visibleText } from './visible-text.ts'

/** Characters of an error's first line, at most. */
const LONGEST_MESSAGE = 300

/** What is said when a study opens. */
export function studyStarted(study: StudyView): string[] {
  const finished = study.counts.TERMINATED + study.counts.ERROR
  const total = Number.isFinite(study.total) ? counted(study.total, 'trial') : 'trials without end'
  const before = finished > 0 ? `, ${finished} of them finished before` : ''
  return [
    `Study ${visibleText(study.name)} in ${visibleText(study.dir)}: ${total}${before}`,
    ...[study.searchLine, study.schedulerLine].filter((line) => line !== '').map(visibleText),
  ]
}

/** Writes the one line that there is to say about what happened to a trial. */
export class EventLines {
  readonly #reporter: CLIReporter
  readonly #columns: Columns

  constructor(reporter: CLIReporter, columns: Columns) {
    this.#reporter = reporter
    this.#columns = columns
  }

  started(trial: TrialView): string {
    const again = trial.attempt > 1 ? ` again (attempt ${trial.attempt})` : ''
    return withDetails(`${nameOf(trial)} started${again}`, [this.#parameters(trial)])
  }

  rewound(trial: TrialView, iteration: number): string {
    return `${nameOf(trial)} goes back to iteration ${iteration}`
  }

  reported(trial: TrialView): string {
    return withDetails(`${nameOf(trial)} iteration ${trial.iteration}`, [this.#metrics(trial)])
  }

  checkpointed(trial: TrialView, checkpoint: CheckpointRef): string {
    return `${nameOf(trial)} saved ${visibleText(checkpoint.name)}`
  }

  paused(trial: TrialView, reason: string | undefined): string {
    const why = reason === undefined ? '' : ` (${visibleText(reason)})`
    return `${nameOf(trial)} pauses at iteration ${trial.iteration}${why}`
  }

  exploited(
    study: StudyView,
    trial: TrialView,
    { from, fromIteration, reason }: ExploitRecord,
  ): string {
    const source = study.trials.find(({ id }) => id === from)
    const what =
      source === trial ? 'its own state' : `a copy of ${visibleText(source?.name ?? from)}`
    const why = reason === undefined ? '' : ` (${visibleText(reason)})`
    return withDetails(
      `${nameOf(trial)} goes on from ${what} at iteration ${fromIteration}${why}`,
      [this.#parameters(trial)],
    )
  }

  completed(trial: TrialView): string {
    const how = trial.reason === undefined ? 'completed' : 'stopped'
    const why = trial.reason === undefined ? '' : ` (${visibleText(trial.reason)})`
    const time = exactDurationText(trial.timeTotalS)
    const after = `${counted(trial.iteration, 'iteration')} in ${time}`
    return withDetails(`${nameOf(trial)} ${how} after ${after}${why}`, [
      this.#metrics(trial),
      this.#parameters(trial),
    ])
  }

  failed(study: StudyView, trial: TrialView, error: StoredFailure, willRetry: boolean): string {
    const [firstLine = ''] = error.message.trimStart().split(/\r?\n/u, 1)
    const name = visibleText(error.name)
    const message = cutEnd(visibleText(firstLine), LONGEST_MESSAGE, '...')
    const how = willRetry ? `failed (failure ${trial.failures}) and will be retried` : 'failed'
    const story = message === '' ? name : `${name}: ${message}`
    return `${nameOf(trial)} ${how}: ${story} (${errorFile(study, trial)})`
  }

  #parameters(trial: TrialView): string {
    // Keys that only other trials have do not concern this one.
    this.#columns.observe(trial)
    return this.#assignments(
      this.#columns.parameters.map(({ title, value }) => [title, value(trial)]),
    )
  }

  #metrics(trial: TrialView): string {
    this.#columns.observe(trial)
    return this.#assignments(
      this.#columns.metrics
        .filter(({ key }) => key !== 'training_iteration' && key !== 'time_total_s')
        .map(({ title, value }) => [title, value(trial)]),
    )
  }

  #assignments(entries: readonly (readonly [string, unknown])[]): string {
    return entries
      .filter(([, value]) => value !== undefined)
      .map(([title, value]) => {
        const text = valueText(cellOf(value, this.#reporter.maxColumnLength))
        return `${visibleText(title)}=${text}`
      })
      .join(', ')
  }
}

function nameOf(trial: TrialView): string {
  return `Trial ${visibleText(trial.name)}`
}

/** `1 trial`, `2 trials`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function withDetails(text: string, details: readonly string[]): string {
  const said = details.filter((detail) => detail !== '')
  return said.length === 0 ? text : `${text}: ${said.join(' | ')}`
}
