import { checkCount, checkNames, checkSwitch } from '../option-checks.ts'
import { LimitedSearch } from './limited-search.ts'
import { wrapperJSON } from './wrapped.ts'
import type { Search, Searcher, SearchSetup } from './searcher.ts'

/** Options of {@link ConcurrencyLimiter}. */
export interface ConcurrencyLimiterOptions {
  /**
   * How many of its trials there may be at once, 1 or more: those that run, wait to be started, or are
   * paused.
   */
  readonly maxConcurrent: number
  /**
   * Whether trials come in batches: how they ended is kept from the searcher until all that there are
   * have ended, and then told at once, in the order in which they ended. Only then is there room for
   * others.
   * @defaultValue false: there is room for another as soon as one has ended
   */
  readonly batch?: boolean
}

const WHO = 'ConcurrencyLimiter'

/**
 * Holds a searcher to so many trials at once, because it learns more from each if it has seen more
 * before. `tuneConfig.maxConcurrentTrials` limits what runs, whatever suggested it; this limits what is
 * suggested before results are in. The lower of the two holds.
 */
export class ConcurrencyLimiter implements Searcher {
  readonly name = 'limit_concurrency'
  readonly #searcher: Searcher
  readonly #rules: Required<ConcurrencyLimiterOptions>

  /** @throws {ConfigurationError} `INVALID_OPTION`, `UNKNOWN_OPTION`. */
  constructor(searcher: Searcher, options: ConcurrencyLimiterOptions) {
    checkNames(WHO, options, ['maxConcurrent', 'batch'])
    const { maxConcurrent, batch = false } = options
    checkCount(WHO, 'maxConcurrent', maxConcurrent, 1)
    checkSwitch(WHO, 'batch', batch)
    this.#searcher = searcher
    this.#rules = { maxConcurrent, batch }
  }

  /** @throws {ConfigurationError} what the searcher inside throws. */
  create(setup: SearchSetup): Search {
    return new LimitedSearch(this.#searcher.create(setup), this.#rules)
  }

  toJSON():
    { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined {
    return wrapperJSON(this.name, this.#searcher, this.#rules)
  }
}
