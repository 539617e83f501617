import type { TrialView } from '../../study/view.ts'

type Fields = Readonly<Record<string, unknown>>

/** A trial as programs get it; absent is what it does not have. */
export function trialJson(trial: TrialView): Fields {
  return {
    trial: trial.id,
    number: trial.number,
    name: trial.name,
    status: trial.status,
    reason: trial.reason,
    attempt: trial.attempt,
    iteration: trial.iteration,
    timeTotalS: trial.timeTotalS,
    startedAt: trial.startedAt,
    config: trial.config,
    params: trial.params,
    result: trial.lastResult,
    resources: trial.resources,
    checkpoints: trial.checkpoints,
    failures: trial.failures,
    error: trial.error,
  }
}
