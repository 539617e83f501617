import { compareScores, numberAt } from '../math/score.ts'
import type { Mode } from '../math/score.ts'
import type { ResultMetrics, Row } from './result.ts'

/** Which of a trial's values stands for it: its last, its best, or a mean of all or the last few. */
export type Scope = 'last' | 'all' | 'avg' | 'last-5-avg' | 'last-10-avg'

/** What a trial is judged by. */
export interface ScoreRule {
  /** Flat path. */
  readonly metric: string
  readonly mode: Mode
  readonly scope: Scope
  /** Whether NaN and ±Infinity are passed over. */
  readonly finite: boolean
}

interface Scored {
  readonly metrics: ResultMetrics | undefined
  readonly metricsDataframe: readonly Row[]
}

/** The value that stands for a trial; undefined where it has none. */
export function scoreIn(
  result: Scored,
  { metric, mode, scope, finite }: ScoreRule,
): number | undefined {
  const usable = (value: number | undefined): value is number =>
    value !== undefined && (!finite || Number.isFinite(value))
  if (scope === 'last') {
    const value = result.metrics && numberAt(result.metrics, metric)
    return usable(value) ? value : undefined
  }
  const values = result.metricsDataframe.map((row) => numberAt(row, metric)).filter(usable)
  if (values.length === 0) return undefined
  if (scope === 'all') {
    return values.reduce((best, value) => (compareScores(value, best, mode) > 0 ? value : best))
  }
  const count = { avg: values.length, 'last-5-avg': 5, 'last-10-avg': 10 }[scope]
  const counted = values.slice(-count)
  return counted.reduce((sum, value) => sum + value, 0) / counted.length
}

/** Those that have a value, best first; of equals the first that came. */
export function rankByScore<T extends Scored>(
  results: Iterable<T>,
  rule: ScoreRule,
): { readonly result: T; readonly score: number }[] {
  return Array.from(results, (result) => ({ result, score: scoreIn(result, rule) }))
    .filter((ranked): ranked is { result: T; score: number } => ranked.score !== undefined)
    .sort((a, b) => compareScores(b.score, a.score, rule.mode))
}
