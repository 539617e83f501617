import { Random } from '../math/random.ts'
import type { Suggestion } from '../search/searcher.ts'
import type { Space } from '../space/space.ts'

/**
 * A config for a trial that a user adds by hand: what it leaves open is drawn from the space. The same
 * seed, number and config give the same trial.
 * @param number The trial's number in its study.
 * @param warn Told of a value that the space does not allow and that is used all the same.
 * @throws {ConfigurationError} `INVALID_PRESET`, `UNKNOWN_PARAMETER` for what cannot be in a config.
 */
export function completeConfig(
  space: Space,
  config: Readonly<Record<string, unknown>>,
  {
    seed,
    number,
    warn,
  }: {
    readonly seed: number | string
    readonly number: number
    readonly warn: (line: string) => void
  },
): Suggestion {
  const preset = space.withPreset(config)
  for (const warning of preset.warnings) warn(`Warning: ${warning}`)
  return preset.space.sample(Random.fromSeed(seed).split('by hand').split(number))
}
