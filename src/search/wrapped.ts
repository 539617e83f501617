import { reject } from '../option-checks.ts'
import { isPlainObject } from '../space/data.ts'
import type { Searcher } from './searcher.ts'

/** A searcher inside another: one, its name, or its name with options, `{ name: 'tpe', … }`. */
export type Wrapped =
  Searcher | string | ({ readonly name: string } & Readonly<Record<string, unknown>>)

/** Where a searcher was named. */
export interface Place {
  readonly option: string
  readonly what: string
}

const INSIDE: Place = { option: 'searcher', what: 'the searcher inside it: one' }

/** Makes a searcher, as `createSearcher` does. */
export type ByName = (name: string, options?: Readonly<Record<string, unknown>>) => Searcher

/**
 * The searcher that is meant, also where a `toJSON` wrote it down: `{ name, options: { … } }`.
 * @param place Where it was given, for the message. @defaultValue inside another
 * @throws {ConfigurationError} `INVALID_OPTION` for what is none, and what `byName` throws.
 */
export function searcherOf(
  who: string,
  given: unknown,
  byName: ByName,
  place: Place = INSIDE,
): Searcher {
  if (typeof given === 'string') return byName(given)
  if (typeof given === 'object' && given !== null && 'name' in given) {
    if ('create' in given && typeof given.create === 'function') return given as Searcher
    const { name, ...options } = given
    const isWritten = 'options' in options && isPlainObject(options.options)
    const own = isWritten ? (options.options as typeof options) : options
    if (typeof name === 'string') return byName(name, own)
  }
  reject(who, place.option, given, `Give ${place.what}, its name, or { name: 'tpe', … }.`)
}

/** What is written down of a searcher with another one inside; undefined where that cannot be. */
export function wrapperJSON(
  name: string,
  inner: Searcher,
  own: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
  const searcher = inner.toJSON?.()
  return searcher && { name, options: { searcher, ...own } }
}
