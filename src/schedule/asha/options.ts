import {
  checkCount,
  checkMetric,
  checkMode,
  checkNames,
  checkPositive,
  checkReductionFactor,
  checkSwitch,
  checkTimeAttr,
  reject,
} from '../../option-checks.ts'
import { MAX_RUNGS, rungMilestones } from './milestones.ts'
import { checkObjectives } from './objectives.ts'
import type { Mode, Objective } from '../../math/score.ts'

/** Options of {@link ASHAScheduler}. */
export interface ASHASchedulerOptions {
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
   * Several metrics, each with its own mode, to be compared at once; at least 2, in place of `metric`
   * and `mode`. Of two trials the one that is as good in all of them and better in one is the better
   * one; those of which none is better than another are ranked so that the best cover all
   * compromises. A NaN in any of them is the worst.
   * @defaultValue the one metric
   */
  readonly objectives?: readonly Objective[]
  /**
   * What becomes of a trial that is not good enough at a rung. `stop`: it is stopped, measured by
   * those that came before it. `promote`: it pauses, and is resumed from its latest checkpoint as soon
   * as it is among the best `⌊n / reductionFactor⌋` of the n trials that came there.
   * @defaultValue `'stop'`
   */
  readonly variant?: 'stop' | 'promote'
  /** A trial is stopped once its `timeAttr` is here; above 0, in units of `timeAttr`. @defaultValue 100 */
  readonly maxT?: number
  /** No trial is stopped or paused before its `timeAttr` is here; above 0, at most `maxT`. @defaultValue 1 */
  readonly gracePeriod?: number
  /** Of the trials at a rung about one in this many goes on; above 1. @defaultValue 4 */
  readonly reductionFactor?: number
  /** How many rung ladders there are, each starting one rung later; a whole number. @defaultValue 1 */
  readonly brackets?: number
  /** Whether a trial is stopped at `maxT`. @defaultValue true */
  readonly stopLastTrials?: boolean
}

/** The options that are always there once defaults are filled in. */
export type ASHARules = Required<Omit<ASHASchedulerOptions, 'metric' | 'mode' | 'objectives'>>

const WHO = 'ASHAScheduler'
const NAMES: readonly (keyof ASHASchedulerOptions)[] = [
  'timeAttr',
  'metric',
  'mode',
  'maxT',
  'gracePeriod',
  'reductionFactor',
  'brackets',
  'stopLastTrials',
  'variant',
  'objectives',
]

/** Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant. */
export function ashaRules(options: ASHASchedulerOptions): ASHARules {
  checkNames(WHO, options, NAMES)
  const {
    timeAttr = 'training_iteration',
    metric = 'the metric of the tuner',
    mode = 'max',
    maxT = 100,
    gracePeriod = 1,
    reductionFactor = 4,
    brackets = 1,
    stopLastTrials = true,
    variant = 'stop',
    objectives,
  } = options
  checkTimeAttr(WHO, timeAttr)
  checkMetric(WHO, metric)
  checkMode(WHO, mode)
  if (objectives !== undefined) checkObjectives(WHO, objectives, options)
  checkPositive(WHO, 'maxT', maxT)
  checkPositive(WHO, 'gracePeriod', gracePeriod)
  if (gracePeriod > maxT) {
    reject(WHO, 'gracePeriod', gracePeriod, `Give at most maxT, which is ${maxT}.`)
  }
  checkReductionFactor(WHO, reductionFactor)
  checkCount(WHO, 'brackets', brackets, 1)
  checkSwitch(WHO, 'stopLastTrials', stopLastTrials)
  if (variant !== 'stop' && variant !== 'promote') {
    reject(WHO, 'variant', variant, "Give 'stop' or 'promote'.")
  }
  if (rungMilestones({ gracePeriod, maxT, reductionFactor }).length > MAX_RUNGS) {
    reject(
      WHO,
      'reductionFactor',
      reductionFactor,
      `That makes more than ${MAX_RUNGS} rungs between gracePeriod ${gracePeriod} and maxT ${maxT}. ` +
        'Give a larger one, e.g. 2, 3 or 4.',
    )
  }
  return { timeAttr, maxT, gracePeriod, reductionFactor, brackets, stopLastTrials, variant }
}
