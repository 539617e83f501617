import { show, TrialError } from '../errors.ts'

/** Numbers, strings, booleans, null, and arrays and plain objects of these; nesting is fine. */
export type Metrics = Readonly<Record<string, unknown>>

/**
 * A deep copy of reported metrics in which everything can travel as JSON (and NaN and ±Infinity as
 * Attune spells them). Throws `TrialError` that names the first value that cannot.
 */
export function copyMetrics(metrics: unknown): Record<string, unknown> {
  if (!isPlainObject(metrics)) {
    throw new TrialError(
      'INVALID_METRICS',
      `report() takes an object of metrics such as { loss: 0.1 }, not ${show(metrics)}.`,
    )
  }
  return copyObject(metrics, [])
}

function copyObject(object: Metrics, path: readonly string[]): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) copy[key] = copyValue(value, [...path, key])
  }
  return copy
}

function copyValue(value: unknown, path: readonly string[]): unknown {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
      return value
    case 'object':
      if (value === null) return null
      if (path.length > 32) break
      if (Array.isArray(value)) {
        return value.map((item: unknown, i) => copyValue(item, [...path, String(i)]))
      }
      if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
        return Array.from(value as Iterable<unknown>, (item) => copyValue(item, path))
      }
      if (isPlainObject(value)) return copyObject(value, path)
      break
    default:
  }
  throw new TrialError(
    'INVALID_METRICS',
    `The metric ${path.join('/')} is ${show(value)}, which cannot be stored. ` +
      'Report numbers, strings, booleans, or arrays and plain objects of these.',
  )
}

function isPlainObject(value: unknown): value is Metrics {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || isForeignPlain(prototype)
}

/** `Object.prototype` of another realm, such as that of a test runner's sandbox. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty')
  )
}
