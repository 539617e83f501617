import { isBetter, numberAt } from '../../math/score.ts'
import type { Mode, Objective } from '../../math/score.ts'
import type { StoredFailure } from '../../study/events.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { CLIReporter } from '../cli-reporter.ts'
import { Series } from '../series.ts'
import type { Point } from '../series.ts'
import { StopTally } from '../stop-tally.ts'

/** Points of a curve that are kept, at most. */
const CURVE_POINTS = 400
/** Trials whose curves are kept, at most; those that have had theirs for longest go first. */
const MAX_CURVES = 4000

/** How the best value of one metric has come about. */
export interface BestCurve {
  readonly metric: string
  /** By results of the study, one after the other. */
  readonly points: readonly Point[]
}

/**
 * Keeps what the live view shows besides the state of the trials: what happened. Each event costs the
 * same however many trials there are; only the start of a session looks at all of them.
 */
export class StudyWatch {
  readonly stops: StopTally = new StopTally()
  readonly failures: StopTally = new StopTally()
  /** Failures that were tried again. */
  retries = 0
  /** Results so far, those of earlier sessions included. */
  results = 0
  readonly #objectives: readonly (Objective & { readonly series: Series })[]
  readonly #best = new Map<string, number>()
  readonly #curves = new Map<string, Series>()
  readonly #running = new Set<TrialView>()

  constructor(study: StudyView, reporter: CLIReporter) {
    this.#objectives = watched(study, reporter).map((objective) => ({
      ...objective,
      series: new Series(CURVE_POINTS),
    }))
    for (const trial of study.trials) {
      this.#count(trial, Math.max(1, trial.iteration))
      if (trial.status === 'RUNNING') this.#running.add(trial)
      if (trial.status === 'TERMINATED') this.completed(trial)
      if (trial.status === 'ERROR' && trial.error) this.failed(trial, trial.error, false)
    }
  }

  /** The trials that run, in the order of their starts. */
  get running(): Iterable<TrialView> {
    // Not every way out of RUNNING is told.
    for (const trial of this.#running) {
      if (trial.status !== 'RUNNING') this.#running.delete(trial)
    }
    return this.#running
  }

  get records(): readonly BestCurve[] {
    return this.#objectives.map(({ metric, series }) => ({ metric, points: series.points }))
  }

  /** A trial's values of the first metric by iteration, as far as this session has seen them. */
  curveOf(trial: TrialView): readonly Point[] {
    return this.#curves.get(trial.id)?.points ?? []
  }

  started(trial: TrialView): void {
    this.#running.add(trial)
  }

  reported(trial: TrialView): void {
    this.#count(trial, 1)
    const [objective] = this.#objectives
    const value = objective && valueOf(trial, objective.metric)
    if (value === undefined) return
    let curve = this.#curves.get(trial.id)
    if (curve === undefined) {
      curve = new Series(CURVE_POINTS)
      this.#curves.set(trial.id, curve)
      const [oldest] = this.#curves.keys()
      if (this.#curves.size > MAX_CURVES && oldest !== undefined) this.#curves.delete(oldest)
    }
    curve.add(trial.iteration, value)
  }

  rewound(trial: TrialView, iteration: number): void {
    this.#curves.get(trial.id)?.cutAfter(iteration)
  }

  completed(trial: TrialView): void {
    if (trial.reason !== undefined) this.stops.add(trial.id, trial.reason)
  }

  failed(trial: TrialView, error: StoredFailure, willRetry: boolean): void {
    if (willRetry) this.retries += 1
    else this.failures.add(trial.id, `${error.name}: ${error.message}`)
  }

  #count(trial: TrialView, results: number): void {
    if (trial.lastResult === undefined) return
    this.results += results
    for (const { metric, mode, series } of this.#objectives) {
      const value = valueOf(trial, metric)
      const record = this.#best.get(metric) ?? Number.NaN
      if (value === undefined || !isBetter(value, record, mode)) continue
      this.#best.set(metric, value)
      series.add(this.results, value)
    }
  }
}

function watched(study: StudyView, reporter: CLIReporter): readonly Objective[] {
  const mode: Mode = reporter.mode ?? study.mode
  if (reporter.metric !== undefined) return [{ metric: reporter.metric, mode }]
  return study.metric === undefined ? study.objectives : [{ metric: study.metric, mode }]
}

function valueOf(trial: TrialView, metric: string): number | undefined {
  return trial.lastResult === undefined ? undefined : numberAt(trial.lastResult, metric)
}
