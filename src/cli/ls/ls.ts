import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError, show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { valueText } from '../../report/value-text.ts'
import { visibleText } from '../../report/visible-text.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson, printLines } from '../print.ts'
import { fittedTable } from '../table/fitted-table.ts'
import { lookOf } from '../table/look.ts'
import { minuteText } from '../table/minute-text.ts'
import { findStudies } from './find-studies.ts'
import { studyRow } from './study-row.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Field } from '../table/fitted-table.ts'
import type { Look } from '../table/look.ts'
import type { StudyRow } from './study-row.ts'

/** Options of `attune ls`, as the command line has them. */
export interface LsOptions {
  readonly sort?: string
  readonly desc?: boolean
  readonly json?: boolean
}

/** What studies can be sorted by: names and states by the alphabet, all else the highest first. */
const SORTS: Readonly<Record<string, (row: StudyRow) => string | number | undefined>> = {
  name: ({ study }) => study,
  state: ({ state }) => state,
  trials: ({ trials }) => trials,
  best: ({ best }) => (typeof best === 'number' ? best : undefined),
  started: ({ startedAt }) => startedAt,
  changed: ({ changedAt }) => changedAt,
}

/** `attune ls`: the studies in a folder. */
export async function listStudies(
  cli: Cli,
  folder: string | undefined,
  options: LsOptions,
): Promise<ExitCode> {
  const root = resolve(cli.cwd, folder ?? cli.env['ATTUNE_STORAGE'] ?? 'attune_results')
  const order = orderOf(options)
  if (folder !== undefined && !existsSync(root)) {
    throw new ConfigurationError(
      'FOLDER_NOT_FOUND',
      `There is no folder ${root}. Give one that holds studies; without any it is the one that studies ` +
        'go to: attune_results, or what ATTUNE_STORAGE says.',
      { path: ['folder'] },
    )
  }
  const rows: StudyRow[] = []
  for (const dir of findStudies(root)) rows.push(await studyRow(dir, root))
  rows.sort(order)
  if (options.json) printJson(cli.stdout, { folder: root, studies: rows })
  else printLines(cli.stdout, listing(rows, root, lookOf(cli)))
  return EXIT.ok
}

function listing(rows: readonly StudyRow[], root: string, look: Look): string[] {
  if (rows.length === 0) return [`No studies in ${visibleText(root)}`]
  const fields: readonly Field<StudyRow>[] = [
    { title: 'study', value: ({ study }) => study, required: true },
    { title: 'state', value: ({ state }) => state, required: true },
    { title: 'trials', value: trialsText, required: true },
    { title: 'errors', value: ({ errors }) => errors || undefined },
    { title: 'best', value: bestText },
    { title: 'changed', value: ({ changedAt }) => minuteText(changedAt) },
    { title: 'started', value: ({ startedAt }) => minuteText(startedAt) },
    { title: 'folder', value: ({ dir }) => dir },
  ]
  const used = fields.filter(
    ({ required, value }) => required || rows.some((row) => value(row) !== undefined),
  )
  const { lines, remarks } = fittedTable(rows, used, look)
  const broken = rows.flatMap(({ study, error }) =>
    error ? [look.palette.red(`${visibleText(study)}: ${visibleText(error.message)}`)] : [],
  )
  return [...lines, ...remarks, ...broken]
}

function trialsText({ done, trials, total }: StudyRow): string | undefined {
  if (done === undefined) return undefined
  return total === null ? `${done}/${trials}, no end` : `${done}/${total}`
}

function bestText({ metric, best }: StudyRow): string | undefined {
  if (best === undefined || metric === undefined) return undefined
  return `${metric}=${valueText(best)}`
}

function orderOf({ sort = 'name', desc = false }: LsOptions): (a: StudyRow, b: StudyRow) => number {
  const value = Object.hasOwn(SORTS, sort) ? SORTS[sort] : undefined
  if (value === undefined) {
    const names = Object.keys(SORTS)
    const nearest = nearestWord(sort, names)
    throw new ConfigurationError(
      'INVALID_OPTION',
      `--sort is ${show(sort)}, but studies are sorted by ${names.join(', ')}.` +
        (nearest === undefined ? '' : ` Did you mean ${nearest}?`),
      { path: ['sort'] },
    )
  }
  return (a, b) => {
    const [x, y] = [value(a), value(b)]
    // What a study does not have puts it last, however the others are sorted.
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined)
    const byValue = x < y ? -1 : Number(x > y)
    return desc ? -byValue : byValue
  }
}
