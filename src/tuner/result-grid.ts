import { dominatedHypervolume } from '../analyze/hypervolume.ts'
import { paretoFront } from '../analyze/pareto-front.ts'
import { AttuneError, ConfigurationError } from '../errors.ts'
import { flatten } from '../math/flatten.ts'
import { compareScores, numberAt } from '../math/score.ts'
import { scoreIn } from './scope-score.ts'
import type { TrialError } from '../errors.ts'
import type { Mode, Objective } from '../math/score.ts'
import type { Result, ResultMetrics, Row } from './result.ts'
import type { Scope } from './scope-score.ts'

export type { Scope } from './scope-score.ts'

export interface ResultGridFacts {
  readonly experimentPath: string
  /** All metrics of the study, each with its mode. */
  readonly objectives: readonly Objective[]
  readonly metric: string | undefined
  readonly mode: Mode | undefined
  /** True when the study was interrupted and can be resumed. */
  readonly interrupted: boolean
}

/** The results of a study, in the order of its trials. */
export class ResultGrid<C = unknown> implements Iterable<Result<C>> {
  readonly #results: readonly Result<C>[]
  readonly #facts: ResultGridFacts

  constructor(results: readonly Result<C>[], facts: ResultGridFacts) {
    this.#results = results
    this.#facts = facts
  }

  /** How many trials there are. */
  get length(): number {
    return this.#results.length
  }

  /** Absolute path of the study's folder. */
  get experimentPath(): string {
    return this.#facts.experimentPath
  }

  /** Whether the study was interrupted; `Tuner.restore(results.experimentPath)` continues it. */
  get interrupted(): boolean {
    return this.#facts.interrupted
  }

  /** The result of the trial with this number; undefined beyond the last. */
  at(index: number): Result<C> | undefined {
    return this.#results.at(index)
  }

  [Symbol.iterator](): Iterator<Result<C>> {
    return this.#results[Symbol.iterator]()
  }

  /** The errors of the trials that failed for good. */
  get errors(): readonly TrialError[] {
    return this.#results.flatMap((result) => (result.error ? [result.error] : []))
  }

  get numErrors(): number {
    return this.errors.length
  }

  /** How many trials ended without an error, stopped ones included. */
  get numTerminated(): number {
    return this.#results.filter((result) => result.status === 'TERMINATED').length
  }

  /**
   * The best trial. Of equals the first wins; with a single trial it is that one, whatever it
   * reported.
   * @param metric Flat path. @defaultValue the study's
   * @param mode @defaultValue the study's for this metric
   * @param scope Which of a trial's values counts. @defaultValue `'last'`
   * @param filterNanAndInf Whether NaN and ±Infinity are passed over. @defaultValue true
   * @throws {ConfigurationError} `METRIC_REQUIRED` when neither names a metric and mode, or the study
   * has several metrics and none is named here: then see {@link getParetoFront}.
   * @throws {AttuneError} `NO_BEST_TRIAL` when no trial has a value.
   */
  getBestResult(
    metric?: string,
    mode?: Mode,
    scope: Scope = 'last',
    filterNanAndInf = true,
  ): Result<C> {
    const only = this.#results[0]
    if (only && this.#results.length === 1) return only
    const wanted = this.#wanted(metric, mode)
    let best: { readonly result: Result<C>; readonly score: number } | undefined
    const rule = { ...wanted, scope, finite: filterNanAndInf }
    for (const result of this.#results) {
      const score = scoreIn(result, rule)
      if (score === undefined) continue
      if (!best || compareScores(score, best.score, wanted.mode) > 0) best = { result, score }
    }
    if (best) return best.result
    throw new AttuneError(
      'NO_BEST_TRIAL',
      `No best trial found for the given metric: ${wanted.metric}. ` +
        `None of the ${this.length} trials has a value for it` +
        (filterNanAndInf ? ' that is a finite number' : '') +
        (this.numErrors > 0
          ? `; ${this.numErrors} failed, first: ${this.errors[0]?.message}`
          : '') +
        '.',
    )
  }

  /**
   * The best compromises of a study with several metrics: the trials that no other one beats in all of
   * them, in the order of the trials. What counts is what a trial reported last; failed trials, and
   * those of which a metric is missing, NaN or infinite, are left out.
   * @param objectives Metrics by flat path, each with its mode. @defaultValue the study's
   * @throws {ConfigurationError} `METRIC_REQUIRED` when neither names a metric, `INVALID_OPTION`.
   */
  getParetoFront(objectives: readonly Objective[] = this.#facts.objectives): readonly Result<C>[] {
    return paretoFront(this.#results, objectives)
  }

  /**
   * How good the front of {@link getParetoFront} is, as one number: the hypervolume between it and a
   * point that would just not be acceptable. Larger is better; 0 if no trial is better than that point
   * in all metrics.
   * @param referencePoint One finite number for each objective, in the same order and the metric's own
   * unit: above what is good where the mode is `min`, below where it is `max`.
   * @param objectives @defaultValue the study's
   * @throws {ConfigurationError} `METRIC_REQUIRED` when neither names a metric, `INVALID_OPTION`.
   */
  hypervolume(
    referencePoint: readonly number[],
    objectives: readonly Objective[] = this.#facts.objectives,
  ): number {
    return dominatedHypervolume(this.#results, objectives, referencePoint)
  }

  /**
   * One flat row per trial: its metrics, `config/…` columns and `logdir` (the trial's id).
   * @param filterMetric With a mode: the row at which this metric was best. @defaultValue the last row
   */
  getDataframe(filterMetric?: string, filterMode?: Mode): Row[] {
    if (filterMetric === undefined && filterMode === undefined) {
      return this.#results.map((result) => withConfig(result, result.metrics ?? {}))
    }
    const { metric, mode } = this.#wanted(filterMetric, filterMode)
    return this.#results.map((result) => {
      let best: Row | undefined
      let bestScore = Number.NaN
      for (const row of result.metricsDataframe) {
        const score = numberAt(row, metric) ?? Number.NaN
        if (best && compareScores(score, bestScore, mode) <= 0) continue
        best = row
        bestScore = score
      }
      return withConfig(result, best ?? {})
    })
  }

  #wanted(
    metric: string | undefined = this.#facts.metric,
    mode?: Mode,
  ): { readonly metric: string; readonly mode: Mode } {
    const { objectives } = this.#facts
    const own = objectives.find((objective) => objective.metric === metric)?.mode
    const found = mode ?? own ?? this.#facts.mode
    if (metric !== undefined && found !== undefined) return { metric, mode: found }
    if (objectives.length > 1) {
      const names = objectives.map((objective) => objective.metric)
      throw new ConfigurationError(
        'METRIC_REQUIRED',
        metric === undefined
          ? `This study has ${names.length} metrics: ${names.join(', ')}. Name the one to compare by, ` +
              `e.g. getBestResult('${names[0]}'), or take all the best compromises: getParetoFront().`
          : `${metric} is none of the metrics of this study (${names.join(', ')}). Say whether it is ` +
              `to be small or large, e.g. getBestResult('${metric}', 'min').`,
      )
    }
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      "There is no metric and mode to compare by. Say which, e.g. getBestResult('loss', 'min'), or " +
        'set both in tuneConfig.',
    )
  }

  toString(): string {
    const { length, numTerminated, numErrors } = this
    return `ResultGrid(${length} trials: ${numTerminated} TERMINATED, ${numErrors} ERROR; ${this.experimentPath})`
  }
}

function withConfig(result: Result<unknown>, metrics: ResultMetrics): Row {
  const { config: _, ...rest } = metrics
  return { ...flatten(rest), ...flatten({ config: result.config }), logdir: result.trialId }
}
