import {
  checkCount,
  checkMetric,
  checkMode,
  checkNames,
  checkReductionFactor,
  checkSwitch,
  checkTimeAttr,
  reject,
} from '../../option-checks.ts'
import { MAX_BRACKETS, bracketCount } from './bracket-tables.ts'
import type { Mode } from '../../math/score.ts'

/** Options of {@link HyperBandForBOHB}. */
export interface HyperBandForBOHBOptions {
  /**
   * Flat path of the reported number that says how far a trial is; it must grow.
   * @defaultValue `'training_iteration'`
   */
  readonly timeAttr?: string
  /** Flat path of the metric that is compared. @defaultValue the tuner's */
  readonly metric?: string
  /** Whether the metric is to be made small or large. @defaultValue the tuner's */
  readonly mode?: Mode
  /**
   * How far the best trials go, in units of `timeAttr`; a whole number of at least 1, at most 1e12.
   * @defaultValue 81
   */
  readonly maxT?: number
  /** Of the trials at a milestone about one in this many goes on; above 1. @defaultValue 3 */
  readonly reductionFactor?: number
  /**
   * Whether trials are stopped at the last milestone of their bracket; if not, those that are left run
   * to their own end. @defaultValue true
   */
  readonly stopLastTrials?: boolean
}

/** Options of {@link HyperBandScheduler}. */
export interface HyperBandSchedulerOptions extends HyperBandForBOHBOptions {
  /**
   * Which bracket of a round is filled first: the one with the most trials and the earliest milestone,
   * or the one in which nobody is stopped before `maxT` (`'smallest'`, as Ray Tune fills them).
   * @defaultValue `'largest'`
   */
  readonly firstBracket?: 'largest' | 'smallest'
  /**
   * Whether a bracket is halved only once it is full, or no more trials will come, or nothing else can
   * run. If false it is halved as soon as the trials that it has are at the milestone, and takes others
   * in later (as Ray Tune's `HyperBandScheduler` does).
   * @defaultValue true
   */
  readonly waitUntilFull?: boolean
}

/** The options that are always there once defaults are filled in. */
export type HyperBandRules = Required<Omit<HyperBandSchedulerOptions, 'metric' | 'mode'>>

type SharedRules = Required<Omit<HyperBandForBOHBOptions, 'metric' | 'mode'>>

const SHARED: readonly (keyof HyperBandForBOHBOptions)[] = [
  'timeAttr',
  'metric',
  'mode',
  'maxT',
  'reductionFactor',
  'stopLastTrials',
]

/** Beyond this, first milestones would not be exact. */
const LARGEST_MAX_T = 1e12

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function hyperBandRules(options: HyperBandSchedulerOptions): HyperBandRules {
  const who = 'HyperBandScheduler'
  checkNames(who, options, [...SHARED, 'firstBracket', 'waitUntilFull'])
  const { firstBracket = 'largest', waitUntilFull = true } = options
  if (firstBracket !== 'largest' && firstBracket !== 'smallest') {
    reject(who, 'firstBracket', firstBracket, "Give 'largest' or 'smallest'.")
  }
  checkSwitch(who, 'waitUntilFull', waitUntilFull)
  return { ...sharedRules(who, options), firstBracket, waitUntilFull }
}

/** The same for the one without a choice of order. */
export function bohbRules(options: HyperBandForBOHBOptions): SharedRules {
  const who = 'HyperBandForBOHB'
  checkNames(who, options, SHARED)
  return sharedRules(who, options)
}

function sharedRules(who: string, options: HyperBandForBOHBOptions): SharedRules {
  const {
    timeAttr = 'training_iteration',
    metric = 'the metric of the tuner',
    mode = 'max',
    maxT = 81,
    reductionFactor = 3,
    stopLastTrials = true,
  } = options
  checkTimeAttr(who, timeAttr)
  checkMetric(who, metric)
  checkMode(who, mode)
  checkCount(who, 'maxT', maxT, 1)
  if (maxT > LARGEST_MAX_T) reject(who, 'maxT', maxT, `Give at most ${LARGEST_MAX_T}.`)
  checkReductionFactor(who, reductionFactor)
  if (bracketCount({ maxT, reductionFactor }) > MAX_BRACKETS) {
    const problem = `That makes more than ${MAX_BRACKETS} brackets for maxT ${maxT}.`
    reject(who, 'reductionFactor', reductionFactor, `${problem} Give a larger one, e.g. 2, 3 or 4.`)
  }
  checkSwitch(who, 'stopLastTrials', stopLastTrials)
  return { timeAttr, maxT, reductionFactor, stopLastTrials }
}
