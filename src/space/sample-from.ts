import { ConfigurationError, show } from '../errors.ts'
import type { Random } from '../math/random.ts'
import type { Config } from './config.ts'
import { Domain, type Compute } from './domain.ts'

/**
 * Plain data of unknown shape, typed as `JSON.parse` types it: what a `sampleFrom` function sees of the
 * config unless its parameter is annotated.
 */
export type AnyConfig = ReturnType<typeof JSON.parse>

/**
 * A value that a function computes. It is handed the rest of the config, in which every parameter it
 * reads is resolved first, in whatever order they are written, and a random stream of its own: draw
 * from that (and not from `Math.random`), so that a seed gives the same configs again.
 *
 * What it returns is plain data. It may return a domain, or data with domains inside, which are then
 * drawn: `sampleFrom(config => uniform(0, config.max))`.
 *
 * @example sampleFrom((config: { units: number }) => config.units * 2)
 * @example sampleFrom((_, random) => 2 ** random.integer(2, 9))
 * @throws ConfigurationError if it is not a function of at most two parameters. When the space is
 *   sampled: `RECURSIVE_DEPENDENCY` if it needs its own value, `SAMPLE_FROM_FAILED` if it throws.
 */
export function sampleFrom<R>(
  compute: (config: AnyConfig, random: Random) => R,
): Domain<Config<R>> {
  if (typeof compute !== 'function') {
    throw new ConfigurationError(
      'NOT_A_FUNCTION',
      `sampleFrom expects a function, got ${show(compute)}. Write sampleFrom(config => ...).`,
    )
  }
  if (compute.length > 2) {
    throw new ConfigurationError(
      'TOO_MANY_PARAMETERS',
      `sampleFrom calls ${show(compute)} with (config, random), but it expects ${compute.length} ` +
        'arguments. Give the others default values, or close over them.',
    )
  }
  return new Domain({ type: 'sampleFrom', compute: compute as Compute })
}
