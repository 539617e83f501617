import { reject } from '../../option-checks.ts'
import { numberAt } from '../../math/score.ts'
import type { Objective, Result } from '../../math/score.ts'

/** Throws `INVALID_OPTION` unless `objectives` are several different metrics, and the only ones named. */
export function checkObjectives(
  who: string,
  objectives: unknown,
  { metric, mode }: { readonly metric?: unknown; readonly mode?: unknown },
): void {
  const wanted = "Give at least 2 of { metric: 'loss', mode: 'min' }, of different metrics."
  if (!Array.isArray(objectives) || objectives.length < 2 || !objectives.every(isObjective)) {
    reject(who, 'objectives', objectives, wanted)
  }
  const metrics = new Set(objectives.map((objective) => objective.metric))
  if (metrics.size < objectives.length) reject(who, 'objectives', objectives, wanted)
  if (metric !== undefined || mode !== undefined) {
    reject(who, 'objectives', objectives, 'Give either them or metric and mode.')
  }
}

/** All of the objectives, larger is better; undefined where one of them is missing. */
export function pointAt(
  result: Result,
  objectives: readonly Objective[],
): readonly number[] | undefined {
  const point: number[] = []
  for (const { metric, mode } of objectives) {
    const value = numberAt(result, metric)
    if (value === undefined) return undefined
    point.push(mode === 'max' ? value : -value)
  }
  return point
}

function isObjective(value: unknown): value is Objective {
  if (typeof value !== 'object' || value === null) return false
  const { metric, mode, ...others } = value as Readonly<Record<string, unknown>>
  return (
    typeof metric === 'string' &&
    metric !== '' &&
    (mode === 'min' || mode === 'max') &&
    Object.keys(others).length === 0
  )
}
