import { createSearcher } from './create-searcher.ts'
import { Repeater, type RepeaterOptions } from './repeater.ts'
import { searcherOf, type Wrapped } from './wrapped.ts'

/**
 * A searcher that tries every config several times and learns from the means.
 *
 * ```ts
 * searchAlg: repeat('gp', { repeat: 3 })
 * ```
 * @param searcher One, its name, or its name with options: `{ name: 'tpe', nStartupTrials: 5 }`.
 * @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION`, `UNKNOWN_SEARCHER`.
 */
export function repeat(searcher: Wrapped, options: RepeaterOptions = {}): Repeater {
  return new Repeater(searcherOf('repeat', searcher, createSearcher), options)
}

export { Repeater, type RepeaterOptions } from './repeater.ts'
