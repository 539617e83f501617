import { ConfigurationError, show } from '../../errors.ts'
import { flatten } from '../../math/flatten.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { rankByScore } from '../../tuner/scope-score.ts'
import type { Mode } from '../../math/score.ts'
import type { TrialView } from '../../study/view.ts'
import type { ScoreRule, Scope } from '../../tuner/scope-score.ts'
import type { ReadStudy } from '../table/open-study.ts'

/** By what the best trials are found. */
export interface BestChoice {
  readonly metric?: string | undefined
  readonly mode?: Mode | undefined
  readonly scope: Scope
  /** All best compromises of a study with several metrics instead. */
  readonly pareto: boolean
  /** How many at most. */
  readonly top: number
}

/** A trial with the value that it was chosen for; a compromise has none. */
export interface BestTrial {
  readonly trial: TrialView
  readonly score: number | undefined
}

export interface BestTrials {
  /** Undefined for compromises. */
  readonly rule: ScoreRule | undefined
  readonly trials: readonly BestTrial[]
}

/**
 * The best trials, best first, by the rules of `ResultGrid`.
 * @throws {ConfigurationError} `METRIC_REQUIRED`, `UNKNOWN_METRIC`.
 * @throws {AttuneError} `NO_BEST_TRIAL` when no trial has a value that is a finite number.
 */
export function bestTrials(stored: ReadStudy, choice: BestChoice): BestTrials {
  const { view, results } = stored
  const byId = new Map(view.trials.map((trial) => [trial.id, trial]))
  const at = (id: string): TrialView => byId.get(id) as TrialView
  if (choice.pareto) {
    const front = results.getParetoFront(objectivesFor(stored))
    const trials = front.slice(0, choice.top)
    if (front.length > 0) {
      return {
        rule: undefined,
        trials: trials.map(({ trialId }) => ({ trial: at(trialId), score: undefined })),
      }
    }
  }
  const rule = ruleFor(stored, choice)
  const ranked = choice.pareto ? [] : rankByScore(results, rule)
  if (ranked.length === 0) {
    // The grid knows what to say where none is; a trial that is alone is the best whatever it reported.
    const only = results.getBestResult(rule.metric, rule.mode, rule.scope)
    return { rule, trials: [{ trial: at(only.trialId), score: undefined }] }
  }
  return {
    rule,
    trials: ranked
      .slice(0, choice.top)
      .map(({ result, score }) => ({ trial: at(result.trialId), score })),
  }
}

function objectivesFor({ view: { objectives } }: ReadStudy): ReadStudy['view']['objectives'] {
  if (objectives.length > 0) return objectives
  throw new ConfigurationError(
    'METRIC_REQUIRED',
    'The study names no metrics, so that there is no Pareto front. Give one: --metric NAME --mode min',
    { path: ['metric'] },
  )
}

function ruleFor({ view }: ReadStudy, choice: BestChoice): ScoreRule {
  const { objectives } = view
  const own = objectives.length === 1 || choice.pareto ? objectives[0] : undefined
  const metric = choice.metric ?? own?.metric
  const mode = choice.mode ?? objectives.find((objective) => objective.metric === metric)?.mode
  if (metric === undefined) {
    const names = objectives.map((objective) => objective.metric)
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      names.length > 1
        ? `The study has ${names.length} metrics: ${names.join(', ')}. Give the one to compare by, ` +
            `--metric ${names[0]}, or take all the best compromises: --pareto`
        : 'The study names no metric. Say what to compare by: --metric NAME --mode min',
      { path: ['metric'] },
    )
  }
  refuseUnknown(view.trials, metric)
  if (mode === undefined) {
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      `${show(metric)} is no metric that the study optimises. Say whether it is to be small or large: ` +
        '--mode min or --mode max',
      { path: ['mode'] },
    )
  }
  return { metric, mode, scope: choice.scope, finite: true }
}

/** A word that no trial reported is a slip, unless nothing was reported at all. */
function refuseUnknown(trials: readonly TrialView[], metric: string): void {
  const names = new Set<string>()
  for (const { lastResult } of trials) {
    if (lastResult === undefined) continue
    if (Object.hasOwn(lastResult, metric)) return
    for (const name of Object.keys(flatten(lastResult))) names.add(name)
  }
  if (names.size === 0 || names.has(metric)) return
  const nearest = nearestWord(metric, [...names])
  throw new ConfigurationError(
    'UNKNOWN_METRIC',
    `No trial has reported ${show(metric)}.` +
      (nearest === undefined ? '' : ` Did you mean ${nearest}?`) +
      ` They reported: ${[...names].join(', ')}.`,
    { path: ['metric'] },
  )
}
