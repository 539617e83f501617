import { ConfigurationError, show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { AutoSearch } from './auto/auto.ts'
import { BOHBSearch } from './bohb/bohb.ts'
import { CMAESSearch } from './cma-es/cma-es.ts'
import { ConcurrencyLimiter, type ConcurrencyLimiterOptions } from './concurrency-limiter.ts'
import { CQRSearch } from './cqr/cqr.ts'
import { DESearch } from './de/de.ts'
import { GPSearch } from './gp/gp.ts'
import { NSGA2Search } from './nsga2/nsga2.ts'
import { QuasiRandomSearch } from './quasi-random/quasi-random.ts'
import { RegularizedEvolutionSearch } from './regularized-evolution/regularized-evolution.ts'
import { Repeater } from './repeater.ts'
import { meantBy, otherNames } from './other-names.ts'
import { TPESearch } from './tpe/tpe.ts'
import { BasicVariantGenerator } from './variants.ts'
import { searcherOf } from './wrapped.ts'
import type { Searcher } from './searcher.ts'

type Options = Readonly<Record<string, unknown>>

const SEARCHERS: Readonly<Record<string, (options: Options) => Searcher>> = {
  random: (options) => new BasicVariantGenerator(options),
  grid: (options) => new BasicVariantGenerator(options),
  auto: (options) => new AutoSearch(options),
  bohb: (options) => new BOHBSearch(options),
  'cma-es': (options) => new CMAESSearch(options),
  cqr: (options) => new CQRSearch(options),
  de: (options) => new DESearch(options),
  gp: (options) => new GPSearch(options),
  nsga2: (options) => new NSGA2Search(options),
  'quasi-random': (options) => new QuasiRandomSearch(options),
  'regularized-evolution': (options) => new RegularizedEvolutionSearch(options),
  tpe: (options) => new TPESearch(options),
}

/** What takes a searcher among its options, and is none by itself. */
const WRAPPERS: Readonly<Record<string, (options: Options) => Searcher>> = {
  'limit-concurrency': ({ searcher, ...options }) =>
    new ConcurrencyLimiter(
      searcherOf('limit_concurrency', searcher, createSearcher),
      options as unknown as ConcurrencyLimiterOptions,
    ),
  repeat: ({ searcher, ...options }) =>
    new Repeater(searcherOf('repeat', searcher, createSearcher), options),
}

/**
 * A searcher by its name, in any case and with `_` or `-`: one of ours, or what another tuner calls the
 * nearest of ours, e.g. `optuna` for `tpe`.
 * @throws {ConfigurationError} `UNKNOWN_SEARCHER` with the names that there are.
 */
export function createSearcher(name: string, options: Options = {}): Searcher {
  const key = typeof name === 'string' ? name.toLowerCase().replaceAll('_', '-') : ''
  for (const table of [SEARCHERS, WRAPPERS]) {
    const make = Object.hasOwn(table, key) ? table[key] : undefined
    if (make) return make(options)
  }
  const meant = meantBy(key, options)
  if (meant) return createSearcher(meant.name, meant.options)
  const nearest = nearestWord(key, [...searcherNames, ...otherNames])
  throw new ConfigurationError(
    'UNKNOWN_SEARCHER',
    `There is no searcher ${show(name)}. ` +
      (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
      `There are: ${searcherNames.join(', ')}. By the names of other tuners: ${otherNames.join(', ')}.`,
    { path: ['tuneConfig', 'searchAlg'] },
  )
}

/** The searchers that there are, without those that wrap another. */
export const searcherNames: readonly string[] = Object.keys(SEARCHERS)
