import { ConfigurationError, show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson, printLines } from '../print.ts'
import { studyName } from '../running/study-name.ts'
import { lookOf } from '../table/look.ts'
import { openStudyOf } from '../table/open-study.ts'
import { studyJson } from '../table/study-json.ts'
import { trialJson } from '../table/trial-json.ts'
import { trialKey } from '../table/trial-keys.ts'
import { trialTable } from '../table/trial-table.ts'
import { chooseTrials } from './choose-trials.ts'
import { headLines } from './head-lines.ts'
import type { TrialStatus } from '../../study/events.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { Look } from '../table/look.ts'
import type { Choice } from './choose-trials.ts'

/** Options of `attune show`, as the command line has them. */
export interface ShowOptions {
  readonly filter: readonly string[]
  readonly columns?: string
  readonly sort?: string
  readonly desc?: boolean
  readonly asc?: boolean
  readonly limit?: number
  readonly status?: string
  readonly json?: boolean
  readonly watch?: boolean
}

/** Rows on a terminal unless told otherwise. */
const ROWS = 20

const STATUSES: readonly TrialStatus[] = ['PENDING', 'RUNNING', 'PAUSED', 'TERMINATED', 'ERROR']

/** `attune show`: how a study stands, and its trials as a table. */
export async function showStudy(cli: Cli, study: string, options: ShowOptions): Promise<ExitCode> {
  const look = lookOf(cli)
  if (options.watch && look.isTerminal && !options.json) {
    const { watchStudy } = await import('./watch-study.ts')
    return watchStudy(cli, study, options)
  }
  const stored = await openStudyOf(cli, study)
  try {
    if (options.json) printJson(cli.stdout, documentOf(stored, options))
    else printLines(cli.stdout, studyPage(cli, stored, options, look))
    return EXIT.ok
  } finally {
    stored.close()
  }
}

/** All lines that there are to show. @param rows How many trials fit. @defaultValue 20, in a pipe all */
export function studyPage(
  cli: Cli,
  stored: ReadStudy,
  options: ShowOptions,
  look: Look,
  rows: number = look.isTerminal ? ROWS : Infinity,
): string[] {
  const { view } = stored
  const name = studyName(cli, stored.dir)
  const columns = columnsOf(options)?.map((column) => trialKey(view.trials, column))
  const { shown, count } = chooseTrials(view, choiceOf(options, rows))
  const more = count - shown.length
  return [
    ...headLines(stored, { look, name, now: Date.now() }),
    ...trialTable(view, shown, { look, columns }),
    ...(more > 0 ? [`... ${more} more: attune show ${name} --limit ${count}`] : []),
    ...(count === 0 && view.trials.length > 0 ? ['No trial is as asked for.'] : []),
  ]
}

function documentOf(stored: ReadStudy, options: ShowOptions): unknown {
  const { view } = stored
  const columns = columnsOf(options)?.map((column) => trialKey(view.trials, column))
  const { shown } = chooseTrials(view, choiceOf(options, Infinity))
  return {
    ...studyJson(stored),
    best: view.best?.id ?? null,
    trials: shown.map((trial) =>
      columns === undefined
        ? trialJson(trial)
        : {
            trial: trial.id,
            columns: Object.fromEntries(
              columns.map(({ key, value }) => [key, value(trial) ?? null]),
            ),
          },
    ),
  }
}

function choiceOf(options: ShowOptions, rows: number): Choice {
  const { filter, sort, asc, desc, limit = rows, status } = options
  return {
    filter,
    sort,
    direction: desc ? 'desc' : asc ? 'asc' : undefined,
    limit,
    status: status === undefined ? undefined : statusOf(status),
  }
}

function columnsOf({ columns }: ShowOptions): readonly string[] | undefined {
  const names = columns?.split(',').map((name) => name.trim())
  return names?.filter((name) => name !== '')
}

function statusOf(text: string): TrialStatus {
  const found = STATUSES.find((status) => status === text.toUpperCase())
  if (found) return found
  const nearest = nearestWord(text, STATUSES)
  throw new ConfigurationError(
    'INVALID_OPTION',
    `--status is ${show(text)}, but the status of a trial is one of ${STATUSES.join(', ')}.` +
      (nearest === undefined ? '' : ` Did you mean ${nearest}?`),
    { path: ['status'] },
  )
}
