import { ConfigurationError, show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { CSVLogger } from './csv.ts'
import { ErrorLogger } from './error-log.ts'
import { JSONLogger } from './json.ts'
import { PBTPolicyLogger } from './pbt-policy.ts'
import { TensorBoardLogger } from './tensorboard/tensorboard-logger.ts'
import type { Callback } from './callback.ts'

type Options = Readonly<Record<string, unknown>>

const LOGGERS: Readonly<Record<string, (options: Options) => Callback>> = {
  json: (options) => new JSONLogger(options),
  csv: () => new CSVLogger(),
  tensorboard: (options) => new TensorBoardLogger(options),
  error: () => new ErrorLogger(),
  'pbt-policy': () => new PBTPolicyLogger(),
}

/** The names that {@link createLogger} knows. */
export const loggerNames: readonly string[] = Object.keys(LOGGERS)

/**
 * A logger by its name, in any case and with `_` or `-`, with its options.
 * @throws {ConfigurationError} `UNKNOWN_LOGGER` with the names that there are, and what the logger throws.
 */
export function createLogger(given: string | ({ readonly name: string } & Options)): Callback {
  const { name, ...options } = typeof given === 'string' ? { name: given } : given
  const key = String(name).toLowerCase().replaceAll('_', '-')
  const make = Object.hasOwn(LOGGERS, key) ? LOGGERS[key] : undefined
  if (make) return make(options)
  const nearest = nearestWord(key, loggerNames)
  throw new ConfigurationError(
    'UNKNOWN_LOGGER',
    `There is no logger ${show(name)}. ` +
      (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
      `There are: ${loggerNames.join(', ')}.`,
    { path: ['runConfig', 'loggers'] },
  )
}
