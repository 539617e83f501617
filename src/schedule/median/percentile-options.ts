import {
  checkCount,
  checkMetric,
  checkMode,
  checkNames,
  checkNotNegative,
  checkPositive,
  checkTimeAttr,
  reject,
} from '../../option-checks.ts'
import type { Mode } from '../../math/score.ts'

/** Options of {@link PercentileStoppingRule}. */
export interface PercentileStoppingRuleOptions {
  /**
   * Flat path of the reported number that says how far a trial is; it must grow. Fractions are fine.
   * @defaultValue `'training_iteration'`
   */
  readonly timeAttr?: string
  /** Flat path of the metric that is compared. @defaultValue the tuner's */
  readonly metric?: string
  /** Whether the metric is to be made small or large. @defaultValue the tuner's */
  readonly mode?: Mode
  /**
   * How many in a hundred would go on: those whose best is among so many of the best; 0 to 100. 50 is
   * the median.
   * @defaultValue 25
   */
  readonly percentile?: number
  /** No trial is stopped before its `timeAttr` is here; at least 0, in units of `timeAttr`. @defaultValue 0 */
  readonly gracePeriod?: number
  /** No trial is stopped until so many have run to their end; a whole number, at least 0. @defaultValue 5 */
  readonly startupTrials?: number
  /**
   * No trial is stopped while fewer of those that have run to their end have come as far; a whole
   * number of at least 1.
   * @defaultValue 1
   */
  readonly minSamplesRequired?: number
  /**
   * A trial is judged at the first result only of each interval of this length, the first of which
   * begins at `gracePeriod`; above 0, in units of `timeAttr`.
   * @defaultValue 1
   */
  readonly interval?: number
}

/** The options that are always there once defaults are filled in. */
export type PercentileRules = Required<Omit<PercentileStoppingRuleOptions, 'metric' | 'mode'>>

const WHO = 'PercentileStoppingRule'
const NAMES: readonly (keyof PercentileStoppingRuleOptions)[] = [
  'timeAttr',
  'metric',
  'mode',
  'percentile',
  'gracePeriod',
  'startupTrials',
  'minSamplesRequired',
  'interval',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function percentileRules(options: PercentileStoppingRuleOptions): PercentileRules {
  checkNames(WHO, options, NAMES)
  const {
    timeAttr = 'training_iteration',
    metric = 'the metric of the tuner',
    mode = 'max',
    percentile = 25,
    gracePeriod = 0,
    startupTrials = 5,
    minSamplesRequired = 1,
    interval = 1,
  } = options
  checkTimeAttr(WHO, timeAttr)
  checkMetric(WHO, metric)
  checkMode(WHO, mode)
  if (typeof percentile !== 'number' || !(percentile >= 0 && percentile <= 100)) {
    reject(WHO, 'percentile', percentile, 'Give a number from 0 to 100.')
  }
  checkNotNegative(WHO, 'gracePeriod', gracePeriod)
  checkCount(WHO, 'startupTrials', startupTrials, 0)
  checkCount(WHO, 'minSamplesRequired', minSamplesRequired, 1)
  checkPositive(WHO, 'interval', interval)
  return { timeAttr, percentile, gracePeriod, startupTrials, minSamplesRequired, interval }
}
