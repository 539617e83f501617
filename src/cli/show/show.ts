import { EXIT } from '../exit-codes.ts'
import { printJson, printLines } from '../print.ts'
import { lookOf } from '../table/look.ts'
import { openStudyOf } from '../table/open-study.ts'
import { studyJson } from '../table/study-json.ts'
import { trialJson } from '../table/trial-json.ts'
import { trialKey } from '../table/trial-keys.ts'
import { chooseTrials } from './choose-trials.ts'
import { choiceOf, columnsOf } from './show-options.ts'
import { studyPage } from './study-page.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { ShowOptions } from './show-options.ts'

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
