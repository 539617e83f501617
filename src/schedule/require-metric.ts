import { ConfigurationError } from '../errors.ts'

/** @throws {ConfigurationError} `METRIC_REQUIRED` when neither the scheduler nor the tuner names a metric. */
export function requireMetric(who: string, metric: string | undefined): string {
  if (metric !== undefined) return metric
  throw new ConfigurationError(
    'METRIC_REQUIRED',
    `${who} compares trials by a metric, and none is named. Set tuneConfig.metric and ` +
      "tuneConfig.mode, e.g. { metric: 'loss', mode: 'min' }; where these are several, give the " +
      'scheduler a metric and a mode of its own.',
    { path: ['tuneConfig', 'metric'] },
  )
}
