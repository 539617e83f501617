import { ConfigurationError, show } from '../../errors.ts'
import { argumentTemplates } from '../../executor/python/python.ts'
import { placeholdersOf } from '../../executor/template/template.ts'
import { encode } from '../../protocol/json.ts'
import { valueText } from '../../report/value-text.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson, printLines } from '../print.ts'
import { lookOf } from '../table/look.ts'
import { openStudyOf } from '../table/open-study.ts'
import { trialJson } from '../table/trial-json.ts'
import { trialTable } from '../table/trial-table.ts'
import { bestTrials } from './best-trials.ts'
import { commandArgs, configArgs, configEnv } from './config-text.ts'
import type { CommandTrainable } from '../../executor/command/command.ts'
import type { PythonTrainable } from '../../executor/python/python.ts'
import type { StudyRecord } from '../../tuner/study-folder.ts'
import type { Mode } from '../../math/score.ts'
import type { ScoreRule, Scope } from '../../tuner/scope-score.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { BestTrials } from './best-trials.ts'

export type BestFormat = 'table' | 'json' | 'yaml' | 'args' | 'env'

/** Options of `attune best`, as the command line has them. */
export interface BestOptions {
  readonly metric?: string
  readonly mode?: Mode
  readonly scope: Scope
  readonly pareto?: boolean
  readonly top?: number
  readonly format: BestFormat
  readonly json?: boolean
}

/** `attune best`: the best trial, its config in the form in which it is needed. */
export async function showBest(cli: Cli, study: string, options: BestOptions): Promise<ExitCode> {
  const { metric, mode, scope, pareto = false, format } = options
  const top = options.top ?? (pareto ? Infinity : 1)
  const stored = await openStudyOf(cli, study)
  try {
    const best = bestTrials(stored, { metric, mode, scope, pareto, top })
    if (options.json) printJson(cli.stdout, documentOf(stored, best))
    else printLines(cli.stdout, await linesIn(format, cli, stored, best))
    return EXIT.ok
  } finally {
    stored.close()
  }
}

function documentOf({ view }: ReadStudy, { rule, trials }: BestTrials): unknown {
  return {
    study: view.name,
    dir: view.dir,
    ...(rule === undefined
      ? { objectives: view.objectives }
      : { metric: rule.metric, mode: rule.mode, scope: rule.scope }),
    best: trials.map(({ trial, score }) => ({ ...trialJson(trial), score })),
  }
}

async function linesIn(
  format: BestFormat,
  cli: Cli,
  stored: ReadStudy,
  { rule, trials }: BestTrials,
): Promise<string[]> {
  const configs = trials.map(({ trial }) => trial.config)
  // One config stands for itself; of several there is a list.
  const data = configs.length === 1 ? configs[0] : configs
  switch (format) {
    case 'json':
      return [encode(data)]
    case 'yaml': {
      const { stringify } = await import('yaml')
      return [stringify(data).trimEnd()]
    }
    case 'args': {
      const templates = templatesOf(stored.record)
      return configs.map((config) =>
        templates === undefined ? configArgs(config) : commandArgs(templates, config),
      )
    }
    case 'env':
      if (configs.length > 1) throw severalAsEnv(configs.length)
      return configs.flatMap(configEnv)
    case 'table': {
      return [
        rule === undefined ? `Pareto front: ${trials.length} trials` : headingOf(trials, rule),
        ...trialTable(
          stored.view,
          trials.map(({ trial }) => trial),
          { look: lookOf(cli) },
        ),
      ]
    }
  }
}

/** The words of the study's command or of its script's arguments, where these have placeholders. */
function templatesOf({ trainable }: StudyRecord): CommandTrainable['templates'] | undefined {
  const { target } = Object(trainable) as { readonly target?: CommandTrainable | PythonTrainable }
  const templates =
    target?.kind === 'python'
      ? argumentTemplates(target)
      : target?.kind === 'command' && !target.shell
        ? target.templates
        : []
  return placeholdersOf(templates).length > 0 ? templates : undefined
}

const WHICH: Readonly<Record<Scope, string>> = {
  last: 'last',
  all: 'best',
  avg: 'mean',
  'last-5-avg': 'mean of the last 5',
  'last-10-avg': 'mean of the last 10',
}

function headingOf(trials: BestTrials['trials'], { metric, scope }: ScoreRule): string {
  const scores = trials.flatMap(({ score }) => (score === undefined ? [] : [valueText(score)]))
  if (scores.length === 0) return 'The only trial:'
  const who = trials.length === 1 ? 'Best trial by its' : `Best ${trials.length} trials by their`
  return `${who} ${WHICH[scope]} ${valueText(metric)}: ${scores.join(', ')}`
}

function severalAsEnv(count: number): ConfigurationError {
  return new ConfigurationError(
    'INVALID_OPTION',
    `--format is ${show('env')}, which is for one config, but ${count} trials were chosen. Leave out ` +
      '--pareto and --top, or take --format json.',
    { path: ['format'] },
  )
}
