import { AttuneError, show } from '../../errors.ts'
import { foreignKind, isPlainObject, mapEntries } from '../../space/data.ts'
import type { Objective, Result } from '../../math/score.ts'

/**
 * What came out of a trial: an object with the metrics in it, or their bare values in the order of the
 * metrics. NaN, ±Infinity and undefined are fine: such a trial counts as a bad one.
 */
export type Measured = Result | number | readonly number[]

/** Deeper than this it may contain itself. */
const MAX_DEPTH = 32

/**
 * A copy of what was measured, by name, that no one else can change; undefined if that is nothing.
 * @throws {AttuneError} `INVALID_METRICS` for what is no number, no such list, or cannot be stored.
 */
export function toResult(measured: unknown, objectives: readonly Objective[]): Result | undefined {
  if (measured === undefined || measured === null) return undefined
  if (isPlainObject(measured)) return copy(measured, []) as Result
  const values: unknown[] = Array.isArray(measured) ? measured : [measured]
  const isBare = values.every((value) => value === undefined || typeof value === 'number')
  if (isBare && values.length === objectives.length) {
    return Object.fromEntries(objectives.map(({ metric }, i) => [metric, values[i] ?? Number.NaN]))
  }
  const names = objectives.map(({ metric }) => metric)
  throw new AttuneError(
    'INVALID_METRICS',
    `A trial was told ${show(measured)}. Tell an object with ${names.map(show).join(' and ')} in it` +
      (names.length === 1 ? ', or a number.' : `, or an array of ${names.length} numbers.`),
  )
}

function copy(value: unknown, path: readonly string[]): unknown {
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown>, (item) => copy(item, path))
  }
  const foreign = path.length > MAX_DEPTH ? 'too deeply nested' : foreignKind(value)
  if (foreign !== undefined) {
    throw new AttuneError(
      'INVALID_METRICS',
      `The metric ${path.join('/')} is ${foreign}, which cannot be stored. Tell numbers, strings, ` +
        'booleans, or arrays and plain objects of these.',
    )
  }
  if (Array.isArray(value)) {
    return Object.freeze(value.map((item: unknown, i) => copy(item, [...path, String(i)])))
  }
  if (!isPlainObject(value)) return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.freeze(mapEntries(entries, (item, key) => copy(item, [...path, key])))
}
