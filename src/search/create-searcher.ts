import { ConfigurationError, show } from '../errors.ts'
import { BOHBSearch } from './bohb/bohb.ts'
import { BasicVariantGenerator } from './variants.ts'
import type { Searcher } from './searcher.ts'

type Options = Readonly<Record<string, unknown>>

const SEARCHERS: Readonly<Record<string, (options: Options) => Searcher>> = {
  random: (options) => new BasicVariantGenerator(options),
  grid: (options) => new BasicVariantGenerator(options),
  bohb: (options) => new BOHBSearch(options),
  variant_generator: (options) => new BasicVariantGenerator(options),
}

/**
 * A searcher by its name, in any case: `random`, `grid` (also as `variant_generator`) or `bohb`.
 * @throws {ConfigurationError} `UNKNOWN_SEARCHER` with the names that there are.
 */
export function createSearcher(name: string, options: Options = {}): Searcher {
  const key = typeof name === 'string' ? name.toLowerCase() : ''
  const make = Object.hasOwn(SEARCHERS, key) ? SEARCHERS[key] : undefined
  if (make) return make(options)
  throw new ConfigurationError(
    'UNKNOWN_SEARCHER',
    `There is no searcher ${show(name)}. There are: ${Object.keys(SEARCHERS).join(', ')}.`,
    { path: ['tuneConfig', 'searchAlg'] },
  )
}
