import { show } from '../../errors.ts'
import { flatten } from '../../math/flatten.ts'
import { numberText } from '../number-text.ts'
import { toPythonJson } from '../python-json.ts'
import { NOT_LOGGED } from './not-logged.ts'
import type { Result } from '../../math/score.ts'
import type { NameBook } from './names.ts'

/** A metric as `runs/log-batch` takes it. */
export interface MetricEntry {
  readonly key: string
  readonly value: number | 'NaN' | 'Infinity' | '-Infinity'
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly step: number
}

/** A parameter or tag as `runs/log-batch` takes it. */
export interface TextEntry {
  readonly key: string
  readonly value: string
}

/** Characters of a parameter and of a tag; newer servers take more of the latter. */
const MAX_PARAM = 6000
const MAX_TAG = 5000

/** A number as protobuf's JSON has it. */
export function metricValue(value: number): MetricEntry['value'] {
  return Number.isFinite(value) ? value : (String(value) as MetricEntry['value'])
}

/** MLflow's step of a result. */
export function stepOf(result: Result): number {
  const iteration = Math.floor(Number(result['training_iteration'] ?? 0))
  return Number.isSafeInteger(iteration) ? iteration : 0
}

/**
 * A result as metrics (numbers, and booleans as 0 and 1) and tags (strings). Arrays and nulls are left
 * out, and so is what was filled in besides `training_iteration` and the times.
 * @param at When it was reported, in milliseconds since the epoch.
 */
export function entriesOf(
  result: Result,
  at: number,
  { names, prefix }: { readonly names: NameBook; readonly prefix: string },
): { readonly metrics: readonly MetricEntry[]; readonly tags: readonly TextEntry[] } {
  const metrics: MetricEntry[] = []
  const tags: TextEntry[] = []
  const step = stepOf(result)
  const timestamp = Math.max(0, Math.round(at))
  const own = Object.fromEntries(Object.entries(result).filter(([key]) => !NOT_LOGGED.has(key)))
  for (const [path, value] of Object.entries(flatten(own))) {
    if (typeof value === 'string') tags.push(tagEntry(names.nameOf(prefix + path), value))
    if (typeof value !== 'number' && typeof value !== 'boolean') continue
    const key = names.nameOf(prefix + path)
    metrics.push({ key, value: metricValue(Number(value)), timestamp, step })
  }
  return { metrics, tags }
}

/** A config as parameters, by flat path. */
export function paramsOf(config: unknown, names: NameBook): TextEntry[] {
  if (typeof config !== 'object' || config === null) return []
  return Object.entries(flatten(config as Result)).map(([path, value]) => ({
    key: names.nameOf(path),
    value: cut(valueText(value), MAX_PARAM),
  }))
}

export function tagEntry(key: string, value: string): TextEntry {
  return { key, value: cut(value, MAX_TAG) }
}

/** A value as Python's `str` says it, as MLflow's own client would have logged it; JSON for lists. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null) return 'None'
  return typeof value === 'object' ? toPythonJson(value) : show(value)
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
