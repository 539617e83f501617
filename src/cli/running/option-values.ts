import { secondsIn } from '../../config/duration.ts'
import { numberIn } from '../../config/scalars.ts'
import { ConfigurationError, show } from '../../errors.ts'

/**
 * Seconds in an option: a number, or words such as `90s` and `1h30m`. Undefined stays undefined.
 * @throws {ConfigurationError} `INVALID_ARGUMENT`.
 */
export function secondsOption(option: string, text: string): number
export function secondsOption(option: string, text: string | undefined): number | undefined
export function secondsOption(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = numberIn(text) ?? secondsIn(text)
  if (seconds !== undefined && seconds >= 0 && Number.isFinite(seconds)) return seconds
  return refuse(option, text, 'Give a time of at least 0, e.g. 90s, 20m or 1h30m.')
}

/**
 * A whole number of at least `least` in an option. Undefined stays undefined.
 * @throws {ConfigurationError} `INVALID_ARGUMENT`.
 */
export function countOption(
  option: string,
  text: string | undefined,
  least: number,
): number | undefined {
  if (text === undefined) return undefined
  const count = numberIn(text)
  if (Number.isInteger(count) && (count as number) >= least) return count
  return refuse(option, text, `Give a whole number of at least ${least}.`)
}

function refuse(option: string, text: string, wanted: string): never {
  throw new ConfigurationError('INVALID_ARGUMENT', `${option} is ${show(text)}. ${wanted}`, {
    path: [option.replace(/^-+/, '')],
  })
}
