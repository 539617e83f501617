import { ConfigurationError } from '../errors.ts'
import { figure } from '../math/figures.ts'
import { checkNames, checkPositive, reject } from '../option-checks.ts'
import { createScheduler } from '../schedule/create-scheduler.ts'
import type { SchedulePlan } from '../schedule/plan.ts'
import type { Scheduler } from '../schedule/scheduler.ts'

/** Options of {@link plan}. */
export interface PlanOptions {
  /** The scheduler, its name, or `{ name: 'hyperband', maxT: 81 }`. */
  readonly scheduler:
    string | Scheduler | ({ readonly name: string } & Readonly<Record<string, unknown>>)
  /** How many trials there will be; −1 for no end. */
  readonly numSamples: number
  /** What one unit of the scheduler's `timeAttr` takes, in seconds of one trial. @defaultValue unknown */
  readonly secondsPerUnit?: number
  /** How many trials run at once, to tell the time from the cost. @defaultValue 1 */
  readonly maxConcurrentTrials?: number
}

/** A {@link SchedulePlan} with its estimate of time; as a string it is a table to be printed. */
export interface Plan extends SchedulePlan {
  readonly scheduler: string
  readonly trials: number
  /** Expected seconds from start to end if workers never wait; undefined where the cost or a unit's time is not known. */
  readonly seconds: number | undefined
  toString(): string
}

/**
 * What a study would do before it starts: brackets, rungs, how many trials are expected to get as far
 * as each, and what that costs. `String(plan(…))` is a table.
 * @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION`, `UNKNOWN_SCHEDULER`; `NO_PLAN` for a
 * scheduler of your own without a `plan` method.
 */
export function plan(options: PlanOptions): Plan {
  checkNames('plan', options, ['scheduler', 'numSamples', 'secondsPerUnit', 'maxConcurrentTrials'])
  const { scheduler: given, numSamples, secondsPerUnit, maxConcurrentTrials = 1 } = options
  if (numSamples !== -1 && !(Number.isInteger(numSamples) && numSamples >= 1)) {
    reject('plan', 'numSamples', numSamples, 'Give a whole number of at least 1, or -1 for no end.')
  }
  if (secondsPerUnit !== undefined) checkPositive('plan', 'secondsPerUnit', secondsPerUnit)
  checkPositive('plan', 'maxConcurrentTrials', maxConcurrentTrials)
  const scheduler = schedulerOf(given)
  const trials = numSamples === -1 ? Infinity : numSamples
  const planned = scheduler.plan?.(trials)
  if (planned === undefined) {
    throw new ConfigurationError(
      'NO_PLAN',
      `The scheduler ${scheduler.name} cannot tell what it would do: it has no method plan(trials).`,
    )
  }
  const { cost } = planned
  const seconds =
    cost === undefined || secondsPerUnit === undefined
      ? undefined
      : (cost * secondsPerUnit) / maxConcurrentTrials
  const whole = { ...planned, scheduler: scheduler.name, trials, seconds }
  return { ...whole, toString: () => planText(whole) }
}

function schedulerOf(given: PlanOptions['scheduler']): Scheduler {
  if (typeof given === 'string') return createScheduler(given)
  if (typeof given !== 'object' || given === null) {
    reject('plan', 'scheduler', given, "Give a scheduler, its name, or { name: 'asha', … }.")
  }
  if (typeof given['create'] === 'function') return given as Scheduler
  const { name, ...options } = given as { readonly name: string }
  return createScheduler(name, options)
}

function planText(plan: Omit<Plan, 'toString'>): string {
  const { scheduler, trials, timeAttr, brackets, cost, fullCost, seconds, notes } = plan
  const lines = [
    `${scheduler}: ${count(trials)} ${trials === 1 ? 'trial' : 'trials'}, measured in ${timeAttr}`,
  ]
  for (const [s, bracket] of brackets.entries()) {
    const rungs = bracket.rungs.map(
      ({ milestone, trials: reached }) => `${count(reached)} @ ${figure(milestone)}`,
    )
    const what = brackets.length === 1 ? '' : `bracket ${s} (${count(bracket.trials)} trials): `
    if (rungs.length > 0) lines.push(`  ${what}${rungs.join(' → ')}`)
  }
  if (cost !== undefined && Number.isFinite(cost)) {
    const share =
      fullCost === undefined || !Number.isFinite(fullCost)
        ? ''
        : `, ${figure(Math.round((1000 * cost) / fullCost) / 10)} % of the ${count(fullCost)} of all trials run to their end`
    lines.push(`  expected cost: ${count(cost)} ${timeAttr}${share}`)
  }
  if (seconds !== undefined && Number.isFinite(seconds)) {
    lines.push(`  expected time: ${durationText(seconds)} if no worker waits`)
  }
  return [...lines, ...notes.map((note) => `  Note: ${note}`)].join('\n')
}

/** Trials are counted in wholes; a fraction says that it is an expectation. */
function count(value: number): string {
  if (value === Infinity) return 'any number of'
  return Number.isInteger(value) ? value.toLocaleString('en-US') : `≈${figure(round(value))}`
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toFixed(1))
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${figure(round(seconds))} s`
  if (seconds < 7200) return `${figure(round(seconds / 60))} min`
  return `${figure(round(seconds / 3600))} h`
}
