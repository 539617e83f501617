import { studyName } from '../running/study-name.ts'
import { trialKey } from '../table/trial-keys.ts'
import { trialTable } from '../table/trial-table.ts'
import { chooseTrials } from './choose-trials.ts'
import { headLines } from './head-lines.ts'
import { choiceOf, columnsOf } from './show-options.ts'
import type { Cli } from '../cli.ts'
import type { Look } from '../table/look.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { ShowOptions } from './show-options.ts'

/** Rows on a terminal unless told otherwise. */
const ROWS = 20

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
