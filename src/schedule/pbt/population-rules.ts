import {
  checkMetric,
  checkMode,
  checkPositive,
  checkSwitch,
  checkTimeAttr,
  reject,
} from '../../option-checks.ts'
import type { Mode } from '../../math/score.ts'
import type { SchedulePlan } from '../plan.ts'

/** Options that all schedulers have which train a population. */
export interface PopulationOptions {
  /**
   * Flat path of the reported number that says how far a trial is; it must grow, and a copy of a trial
   * must go on from where that was. Fractions are fine.
   * @defaultValue `'time_total_s'`
   */
  readonly timeAttr?: string
  /** Flat path of the metric that is compared. @defaultValue the tuner's */
  readonly metric?: string
  /** Whether the metric is to be made small or large. @defaultValue the tuner's */
  readonly mode?: Mode
  /**
   * How much of `timeAttr` a trial trains between two looks at how it does; above 0, in units of
   * `timeAttr`. Each look may cost a restart from a checkpoint: do not make it too short.
   * @defaultValue 60
   */
  readonly perturbationInterval?: number
  /**
   * The share of the population at the lower end that becomes copies of as many at the upper end; 0 to
   * 0.5. With 0 there are no copies.
   * @defaultValue 0.25
   */
  readonly quantileFraction?: number
  /**
   * Whether a trial is stopped that reports a result without `timeAttr` or the metric; otherwise it
   * goes on and the result does not count.
   * @defaultValue true
   */
  readonly requireAttrs?: boolean
  /**
   * Whether all trials are looked at together: each pauses at every interval until the last has come
   * as far. Otherwise each trial is looked at as it comes, and compared with what is known of the rest.
   * @defaultValue false
   */
  readonly synch?: boolean
  /**
   * Whether each copy is written to `pbt_policy_<trial id>.txt` and `pbt_global.txt` in the study's
   * folder, for `PopulationBasedTrainingReplay` to read.
   * @defaultValue true
   */
  readonly logConfig?: boolean
}

/** What governs a population, with defaults filled in. */
export interface PopulationRules extends Required<Omit<PopulationOptions, 'metric' | 'mode'>> {
  /** No trial is looked at before its `timeAttr` is here. */
  readonly burnInPeriod: number
}

/** The names of the options that {@link populationRules} reads, `burnInPeriod` aside. */
export const POPULATION_OPTIONS: readonly (keyof PopulationOptions)[] = [
  'timeAttr',
  'metric',
  'mode',
  'perturbationInterval',
  'quantileFraction',
  'requireAttrs',
  'synch',
  'logConfig',
]

/**
 * Fills in defaults; throws `ConfigurationError` for the first option that cannot be meant.
 * @param who Name of the scheduler's class, for messages.
 */
export function populationRules(
  who: string,
  options: PopulationOptions & { readonly burnInPeriod?: number },
): PopulationRules {
  const {
    timeAttr = 'time_total_s',
    metric = 'the metric of the tuner',
    mode = 'max',
    perturbationInterval = 60,
    burnInPeriod = 0,
    quantileFraction = 0.25,
    requireAttrs = true,
    synch = false,
    logConfig = true,
  } = options
  checkTimeAttr(who, timeAttr)
  checkMetric(who, metric)
  checkMode(who, mode)
  checkPositive(who, 'perturbationInterval', perturbationInterval)
  if (!(typeof burnInPeriod === 'number' && burnInPeriod >= 0 && burnInPeriod < Infinity)) {
    reject(who, 'burnInPeriod', burnInPeriod, 'Give a finite number of at least 0.')
  }
  if (!(typeof quantileFraction === 'number' && quantileFraction >= 0 && quantileFraction <= 0.5)) {
    reject(who, 'quantileFraction', quantileFraction, 'Give a number from 0 to 0.5.')
  }
  for (const [name, value] of Object.entries({ requireAttrs, synch, logConfig })) {
    checkSwitch(who, name, value)
  }
  return {
    timeAttr,
    perturbationInterval,
    burnInPeriod,
    quantileFraction,
    requireAttrs,
    synch,
    logConfig,
  }
}

/** What a population of so many trials would do. */
export function populationPlan(rules: PopulationRules, trials: number): SchedulePlan {
  const { timeAttr, perturbationInterval, burnInPeriod, quantileFraction, synch } = rules
  const copied = copiedOf(trials, quantileFraction)
  const from = burnInPeriod > 0 ? `, from ${burnInPeriod} on` : ''
  const notes = [
    `Every ${perturbationInterval} ${timeAttr}${from}, ` +
      (copied === 0
        ? 'trials are looked at, and none is copied.'
        : `the worst ${Number.isFinite(copied) ? copied : `${quantileFraction * 100} %`} of the ` +
          'trials become copies of as many at the upper end, with other parameters.'),
    'No trial is stopped: say with a stop rule how far they train.',
  ]
  if (synch) notes.push('Each trial pauses at every interval until all others have come as far.')
  if (synch && trials === Infinity) {
    notes.push('There must be an end to the trials: all are waited for.')
  }
  return {
    timeAttr,
    brackets: [{ trials, rungs: [] }],
    cost: undefined,
    fullCost: undefined,
    notes,
  }
}

/** How many of so many trials are at the lower end, and as many at the upper end. */
export function copiedOf(trials: number, quantileFraction: number): number {
  if (trials <= 1 || quantileFraction === 0) return 0
  return Math.min(Math.ceil(trials * quantileFraction), Math.floor(trials / 2))
}
