import { ConfigurationError } from '../errors.ts'
import type { Objective } from '../math/score.ts'
import type { SearchSetup } from './searcher.ts'

/**
 * What a searcher that learns from results is to pursue.
 * @throws {ConfigurationError} `METRIC_REQUIRED` when there is nothing, `SINGLE_OBJECTIVE_ONLY` when
 * there are several metrics and it takes one.
 */
export function objectivesOf(
  who: string,
  { metric, mode, objectives }: SearchSetup,
  several: boolean,
): readonly Objective[] {
  const all = objectives ?? (metric === undefined ? [] : [{ metric, mode }])
  if (all.length === 0) {
    throw new ConfigurationError(
      'METRIC_REQUIRED',
      `${who} learns from a metric, and none is named. Set tuneConfig.metric and ` +
        "tuneConfig.mode, e.g. { metric: 'loss', mode: 'min' }.",
      { path: ['tuneConfig', 'metric'] },
    )
  }
  if (all.length === 1 || several) return all
  throw new ConfigurationError(
    'SINGLE_OBJECTIVE_ONLY',
    `${who} pursues one metric, and there are ${all.length}: ${all.map((one) => one.metric).join(', ')}. ` +
      'Searchers for several are: tpe, gp, nsga2, auto, random, quasi-random.',
    { path: ['tuneConfig', 'searchAlg'] },
  )
}
