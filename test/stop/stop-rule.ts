import type { Result } from '../../src/math/score.ts'
import type { StopRule } from '../../src/stop/stopper.ts'

/** Whether each of these results of one trial, one after the other, stops it. */
export function stops(rule: StopRule, results: readonly Result[], trial = 'a'): readonly boolean[] {
  return results.map((result) => rule.onResult(trial, result) !== undefined)
}

/** One result a value, as a trial that reports one metric gives them. */
export function results(
  values: readonly (number | undefined)[],
  metric = 'loss',
): readonly Result[] {
  return values.map((value, i) => ({
    training_iteration: i + 1,
    iterations_since_restore: i + 1,
    ...(value === undefined ? {} : { [metric]: value }),
  }))
}
