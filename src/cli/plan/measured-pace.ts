import type { TrialView } from '../../study/view.ts'
import type { Pace } from './estimate.ts'

/** How long the trials of a study have taken so far, on the average. */
export function measuredPace(trials: readonly TrialView[]): Pace {
  const reported = trials.filter(({ iteration }) => iteration > 0)
  // What was stopped says nothing of how long a whole trial takes.
  const whole = trials.filter(({ status, reason }) => status === 'TERMINATED' && !reason)
  const iterations = sum(reported.map(({ iteration }) => iteration))
  return {
    secondsPerIteration: mean(sum(reported.map(({ timeTotalS }) => timeTotalS)), iterations),
    trialSeconds: mean(sum(whole.map(({ timeTotalS }) => timeTotalS)), whole.length),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(total: number, count: number): number | undefined {
  return count === 0 ? undefined : total / count
}
