import { ConfigurationError, show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { valueAt } from '../../math/score.ts'
import { visibleText } from '../../report/visible-text.ts'
import { EXIT } from '../exit-codes.ts'
import { printJson, printLines } from '../print.ts'
import { lookOf } from '../table/look.ts'
import { namedTrial } from '../table/named-trial.ts'
import { openStudyOf } from '../table/open-study.ts'
import { trialJson } from '../table/trial-json.ts'
import { reportedMetrics, trialFacts } from './trial-facts.ts'
import { trialLines } from './trial-lines.ts'
import type { StudyView } from '../../study/view.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { TrialFacts } from './trial-facts.ts'

/** Options of `attune trial`, as the command line has them. */
export interface TrialOptions {
  readonly metric: readonly string[]
  readonly lines?: number
  readonly json?: boolean
}

/** Lines of the output of a trial unless told otherwise. */
const LINES = 10

/** `attune trial`: everything about one trial. */
export async function showTrial(
  cli: Cli,
  study: string,
  name: string,
  options: TrialOptions,
): Promise<ExitCode> {
  const stored = await openStudyOf(cli, study)
  try {
    const { view } = stored
    const trial = namedTrial(view, name)
    const facts = trialFacts(stored, trial, options.lines ?? LINES)
    const metrics = metricsToDraw(view, facts, options.metric)
    if (options.json) {
      printJson(cli.stdout, { study: view.name, dir: view.dir, ...documentOf(facts) })
    } else {
      printLines(cli.stdout, trialLines(view, facts, { look: lookOf(cli), metrics }))
    }
    return EXIT.ok
  } finally {
    stored.close()
  }
}

function documentOf(facts: TrialFacts): Readonly<Record<string, unknown>> {
  const { trial, dir, history, attempts, checkpoints, exploits, logs } = facts
  return {
    ...trialJson(trial),
    path: dir,
    attempts,
    checkpoints,
    exploits,
    history: history.map(({ result }) => result),
    logs: logs.map(({ stream, path, lines }) => ({ stream, path, lines: lines.map(visibleText) })),
  }
}

/** Those that were asked for, or else the study's, or else the first that was reported. */
function metricsToDraw(
  { objectives }: StudyView,
  facts: TrialFacts,
  asked: readonly string[],
): readonly string[] {
  const { history } = facts
  for (const metric of asked) {
    const isThere = history.some(({ result }) => valueAt(result, metric) !== undefined)
    if (isThere || history.length === 0) continue
    const names = reportedMetrics(facts)
    const nearest = nearestWord(metric, names)
    throw new ConfigurationError(
      'UNKNOWN_METRIC',
      `The trial has not reported ${show(metric)}.` +
        (nearest === undefined ? '' : ` Did you mean ${nearest}?`) +
        ` It reported: ${names.join(', ')}.`,
      { path: ['metric'] },
    )
  }
  if (asked.length > 0) return asked
  return objectives.map(({ metric }) => metric)
}
