import type { StudyPlan } from './study-plan.ts'

/** A plan as programs read it. What is not known or has no end is null. */
export function planData(study: string, plan: StudyPlan): Readonly<Record<string, unknown>> {
  const { schedule } = plan
  return {
    study,
    scheduler: schedule.scheduler,
    timeAttr: schedule.timeAttr,
    trials: known(plan.trials),
    atOnce: plan.atOnce,
    limitedBy: plan.limitedBy,
    request: plan.request ?? null,
    capacity: plan.capacity,
    parameters: plan.parameters,
    configs: known(plan.configs),
    brackets: schedule.brackets.map(({ trials, rungs }) => ({ trials: known(trials), rungs })),
    cost: known(plan.cost),
    fullCost: known(plan.fullCost),
    secondsPerUnit: known(plan.secondsPerUnit),
    seconds: known(plan.seconds),
    secondsAtMost: known(plan.secondsAtMost),
    timeBudgetS: known(plan.timeBudgetS),
    notes: schedule.notes,
  }
}

function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
