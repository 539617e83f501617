import { ConcurrencyLimiter, type ConcurrencyLimiterOptions } from './concurrency-limiter.ts'
import { createSearcher } from './create-searcher.ts'
import { searcherOf, type Wrapped } from './wrapped.ts'

/**
 * A searcher that has no more than so many trials at once.
 *
 * ```ts
 * searchAlg: limitConcurrency('tpe', { maxConcurrent: 4 })
 * ```
 * @param searcher One, its name, or its name with options: `{ name: 'tpe', nStartupTrials: 5 }`.
 * @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION`, `UNKNOWN_SEARCHER`.
 */
export function limitConcurrency(
  searcher: Wrapped,
  options: ConcurrencyLimiterOptions,
): ConcurrencyLimiter {
  return new ConcurrencyLimiter(searcherOf('limitConcurrency', searcher, createSearcher), options)
}

export { ConcurrencyLimiter, type ConcurrencyLimiterOptions } from './concurrency-limiter.ts'
