import { printJson, printLines } from '../print.ts'
import { overridesOf } from '../run/overrides.ts'
import { secondsOption } from '../running/option-values.ts'
import { planData } from './plan-data.ts'
import { planLines } from './plan-lines.ts'
import { planStudy } from './study-plan.ts'
import { planTarget } from './target.ts'
import type { Cli } from '../cli.ts'
import type { ShortOptions } from '../run/overrides.ts'
import type { PlanTarget } from './target.ts'

/** What `attune plan` takes besides the study. */
export interface PlanOptions extends Pick<ShortOptions, 'override' | 'pipeKey'> {
  readonly secondsPerUnit?: string
  readonly trialTime?: string
  readonly json?: boolean
}

/** Says what a study would do and cost. */
export function plan(cli: Cli, study: string, options: PlanOptions): void {
  const { overrides } = overridesOf(cli, options)
  printPlan(cli, planTarget(cli, study, overrides), options)
}

/** Prints the plan of a study. */
export function printPlan(
  cli: Cli,
  { name, blueprint, measured }: PlanTarget,
  { json, ...times }: Omit<PlanOptions, 'override' | 'pipeKey'>,
): void {
  const secondsPerUnit = secondsOption('--seconds-per-unit', times.secondsPerUnit)
  const trialSeconds = secondsOption('--trial-time', times.trialTime)
  const isGiven = secondsPerUnit !== undefined || trialSeconds !== undefined
  const planned = planStudy(blueprint, isGiven ? { secondsPerUnit, trialSeconds } : measured)
  if (json) printJson(cli.stdout, planData(name, planned))
  else printLines(cli.stdout, planLines(name, planned))
}
