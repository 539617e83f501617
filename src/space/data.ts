import { ConfigurationError, show } from '../errors.ts'

/** Whether it is `{…}` and not an array, a date, or an instance of any class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // The prototype of an object from another realm (a vm context, a worker) is not ours.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Whether two pieces of plain data are equal; NaN equals NaN, and the order of keys does not matter. */
export function sameData(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b)) return false
    return a.length === b.length && a.every((item, i) => sameData(item, b[i]))
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameData(a[key], b[key]))
  )
}

/** A flat path as it is shown in messages, e.g. `paramSpace.model.lr`. */
export function pathSegments(path: string): readonly string[] {
  return path === '' ? ['paramSpace'] : ['paramSpace', ...path.split('/')]
}

/** Throws unless `key` may be part of a flat path. */
export function requireKey(key: string, parent: string): void {
  if (key !== '' && !key.includes('/')) return
  const what = key === '' ? 'is empty' : 'contains "/"'
  throw new ConfigurationError(
    'INVALID_KEY',
    `The key ${show(key)} in ${pathSegments(parent).join('.')} ${what}, but parameters are named by ` +
      'flat paths such as "model/lr" in results, tables and files. Rename it, or nest objects.',
    { path: pathSegments(parent) },
  )
}

/** The error for a value that cannot be part of a config. */
export function notPlainData(path: string, what: string): ConfigurationError {
  return new ConfigurationError(
    'NOT_PLAIN_DATA',
    `${pathSegments(path).join('.')} is ${what}, which a config cannot hold: configs are stored as JSON ` +
      'and sent to other processes. Put a name or plain data there and look it up in the trainable.',
    { path: pathSegments(path) },
  )
}

/** What a value that is not plain data is called, or undefined if it may be a part of plain data. */
export function foreignKind(value: unknown): string | undefined {
  if (value === undefined) return 'undefined'
  if (typeof value === 'function') return show(value)
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value === 'bigint') return `the bigint ${show(value)}`
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value) || isPlainObject(value)) return undefined
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'a class instance'
}

/** An object from entries, their values mapped. Safe for every key, `__proto__` included. */
export function mapEntries<T>(
  entries: readonly (readonly [key: string, value: T])[],
  map: (value: T, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value, key)]))
}

/** A deep copy of plain data. Safe for every key, `__proto__` included. */
export function copyData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyData)
  if (!isPlainObject(value)) return value
  if (Object.hasOwn(value, '__proto__')) return mapEntries(Object.entries(value), copyData)
  // Several times as fast as entries.
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) copy[key] = copyData(value[key])
  return copy
}
