import { ConfigurationError } from '../errors.ts'
import { nonDominatedSort } from '../math/pareto.ts'
import { numberAt } from '../math/score.ts'
import { checkMetric, checkMode, reject } from '../option-checks.ts'
import type { Objective, Result } from '../math/score.ts'

/** A trial as far as it can be compared with others: a `Result` of a `ResultGrid` is one. */
export interface ComparedTrial {
  /** What it reported last. */
  readonly metrics: Result | undefined
  /** Why it failed; undefined if it did not. */
  readonly error?: unknown
}

/**
 * The best compromises: the trials that no other one beats, that is, is at least as good in every metric
 * and better in one. In the order given; of trials that are equal in all metrics all are there. What
 * counts is what a trial reported last. Failed trials, and those of which a metric is missing, NaN or
 * infinite, are left out.
 * @throws {ConfigurationError} `METRIC_REQUIRED` when there are no objectives, `INVALID_OPTION` for one
 * that is none.
 */
export function paretoFront<T extends ComparedTrial>(
  trials: Iterable<T>,
  objectives: readonly Objective[],
): T[] {
  checkObjectives('paretoFront', objectives)
  const measured = [...trials].flatMap((trial) => {
    const costs = costsOf(trial, objectives)
    return costs === undefined ? [] : [{ trial, costs }]
  })
  const [front = []] = nonDominatedSort(measured.map(({ costs }) => costs.map((cost) => -cost)))
  return front.flatMap((i) => measured[i]?.trial ?? [])
}

/** One finite number for each objective, smaller is better; undefined where one is not there. */
export function costsOf(
  { metrics, error }: ComparedTrial,
  objectives: readonly Objective[],
): readonly number[] | undefined {
  if (error !== undefined || metrics === undefined) return undefined
  const costs = objectives.map(({ metric, mode }) => {
    const value = numberAt(metrics, metric) ?? Number.NaN
    return mode === 'max' ? -value : value
  })
  return costs.every(Number.isFinite) ? costs : undefined
}

/** @throws {ConfigurationError} `METRIC_REQUIRED`, `INVALID_OPTION`. */
export function checkObjectives(who: string, objectives: unknown): void {
  const wanted = "Give an array of metrics, e.g. [{ metric: 'loss', mode: 'min' }]."
  if (!Array.isArray(objectives)) reject(who, 'objectives', objectives, wanted)
  if (objectives.length === 0) {
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      `There are no metrics to compare by. Say which, e.g. [{ metric: 'loss', mode: 'min' }, ` +
        `{ metric: 'latency', mode: 'min' }], or set metric and mode in tuneConfig.`,
    )
  }
  for (const objective of objectives as readonly unknown[]) {
    if (typeof objective !== 'object' || objective === null) {
      reject(who, 'objectives', objectives, wanted)
    }
    const { metric, mode } = objective as Partial<Objective>
    checkMetric(who, metric)
    checkMode(who, mode)
  }
}
