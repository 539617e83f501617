import { numberAt } from '../../math/score.ts'
import type { Mode, Result } from '../../math/score.ts'

/** What is asked of a result. */
export interface Report {
  /** Finite. */
  readonly time: number
  /** Larger is better, NaN is the worst. */
  readonly score: number
  /** `training_iteration`; NaN where there is none. */
  readonly iteration: number
  /** Whether it is known to be the first of an attempt. */
  readonly isFirst: boolean
  /** Whether its trial has ended with it; then it may have been told before. */
  readonly isFinal: boolean
}

/** Where a result has its time and its score. */
export interface ReportPaths {
  readonly timeAttr: string
  readonly metric: string
  readonly mode: Mode
}

/** Undefined where the result has no time or no score. */
export function readReport(
  result: Result,
  { timeAttr, metric, mode }: ReportPaths,
  { isFinal = false }: { readonly isFinal?: boolean } = {},
): Report | undefined {
  const time = numberAt(result, timeAttr)
  const value = numberAt(result, metric)
  if (time === undefined || value === undefined || !Number.isFinite(time)) return undefined
  return {
    time,
    score: mode === 'max' ? value : -value,
    iteration: numberAt(result, 'training_iteration') ?? Number.NaN,
    isFirst: numberAt(result, 'iterations_since_restore') === 1,
    isFinal,
  }
}
