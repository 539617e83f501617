import {
  checkCount,
  checkMetric,
  checkMode,
  checkNames,
  checkNotNegative,
  checkSwitch,
  checkTimeAttr,
} from '../../option-checks.ts'
import type { Mode } from '../../math/score.ts'

/** Options of {@link MedianStoppingRule}. */
export interface MedianStoppingRuleOptions {
  /**
   * Flat path of the reported number that says how far a trial is; it must grow. Fractions are fine.
   * @defaultValue `'time_total_s'`, seconds
   */
  readonly timeAttr?: string
  /** Flat path of the metric that is compared. @defaultValue the tuner's */
  readonly metric?: string
  /** Whether the metric is to be made small or large. @defaultValue the tuner's */
  readonly mode?: Mode
  /**
   * No trial is stopped before its `timeAttr` is here, and no mean has results from before; at least 0,
   * in units of `timeAttr`.
   * @defaultValue 60
   */
  readonly gracePeriod?: number
  /**
   * No trial is stopped while fewer others have come as far as it is; a whole number of at least 1.
   * @defaultValue 3
   */
  readonly minSamplesRequired?: number
  /**
   * Where fewer have come as far, how far a trial runs from one pause in which it makes room for others
   * that wait to the next; at least 0, in units of `timeAttr`. It does so only at results that come with
   * a checkpoint.
   * @defaultValue 0
   */
  readonly minTimeSlice?: number
  /**
   * Whether a trial that is worse is stopped for good. If false it is paused, and goes on, unjudged,
   * when there is nothing else to run.
   * @defaultValue true
   */
  readonly hardStop?: boolean
}

/** The options that are always there once defaults are filled in. */
export type MedianRules = Required<Omit<MedianStoppingRuleOptions, 'metric' | 'mode'>>

const WHO = 'MedianStoppingRule'
const NAMES: readonly (keyof MedianStoppingRuleOptions)[] = [
  'timeAttr',
  'metric',
  'mode',
  'gracePeriod',
  'minSamplesRequired',
  'minTimeSlice',
  'hardStop',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function medianRules(options: MedianStoppingRuleOptions): MedianRules {
  checkNames(WHO, options, NAMES)
  const {
    timeAttr = 'time_total_s',
    metric = 'the metric of the tuner',
    mode = 'max',
    gracePeriod = 60,
    minSamplesRequired = 3,
    minTimeSlice = 0,
    hardStop = true,
  } = options
  checkTimeAttr(WHO, timeAttr)
  checkMetric(WHO, metric)
  checkMode(WHO, mode)
  checkNotNegative(WHO, 'gracePeriod', gracePeriod)
  checkCount(WHO, 'minSamplesRequired', minSamplesRequired, 1)
  checkNotNegative(WHO, 'minTimeSlice', minTimeSlice)
  checkSwitch(WHO, 'hardStop', hardStop)
  return { timeAttr, gracePeriod, minSamplesRequired, minTimeSlice, hardStop }
}
