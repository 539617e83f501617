import type { SchedulePlan } from '../../schedule/plan.ts'

/** What is known of how long things take; all of it may be unknown. */
export interface Pace {
  /** Seconds of one unit of the plan's `timeAttr`, in one trial. */
  readonly secondsPerUnit?: number | undefined
  /** Seconds of one `training_iteration`, as they were measured. */
  readonly secondsPerIteration?: number | undefined
  /** Seconds of a trial that runs to its end. */
  readonly trialSeconds?: number | undefined
}

export interface Estimate {
  /** What one unit takes, in seconds of one trial. */
  readonly secondsPerUnit: number | undefined
  /** Expected sum of units over all trials. */
  readonly cost: number | undefined
  /** The same if every trial runs to its end. */
  readonly fullCost: number | undefined
  /** Expected seconds from start to end if workers never wait. */
  readonly seconds: number | undefined
  /** The same if every trial runs to its end. */
  readonly secondsAtMost: number | undefined
}

/** Schedulers that let every trial run to its end. */
const STOP_NONE: ReadonlySet<string> = new Set(['fifo', 'pbt', 'pb2', 'pbt_replay'])

/**
 * What a plan costs, and how long it takes.
 * @param unitsPerTrial After how many units the stop rule ends every trial, where it does.
 */
export function estimate(
  plan: SchedulePlan & { readonly scheduler: string },
  {
    trials,
    atOnce,
    unitsPerTrial = Number.NaN,
    pace,
  }: {
    readonly trials: number
    readonly atOnce: number
    readonly unitsPerTrial: number | undefined
    readonly pace: Pace
  },
): Estimate {
  // NaN stands for what is not known: it spreads by itself.
  const fullCost = plan.fullCost ?? unitsPerTrial * trials
  const cost = plan.cost ?? (STOP_NONE.has(plan.scheduler) ? fullCost : Number.NaN)
  const trialSeconds = pace.trialSeconds ?? Number.NaN
  const measured = plan.timeAttr === 'training_iteration' ? pace.secondsPerIteration : undefined
  const secondsPerUnit =
    plan.timeAttr === 'time_total_s'
      ? 1
      : (pace.secondsPerUnit ?? measured ?? trialSeconds / (fullCost / trials))
  const inWaves = (each: number): number => Math.ceil(trials / atOnce) * each
  const full = (fullCost / trials) * secondsPerUnit
  const atMost = inWaves(Number.isNaN(full) ? trialSeconds : full)
  const isFull = STOP_NONE.has(plan.scheduler) || cost === fullCost
  return {
    secondsPerUnit: finite(secondsPerUnit),
    cost: finite(cost),
    fullCost: finite(fullCost),
    seconds: finite(isFull ? atMost : (cost * secondsPerUnit) / atOnce),
    secondsAtMost: finite(atMost),
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
