import { ConfigurationError, show } from '../errors.ts'
import { nearestWord } from '../math/nearest-word.ts'
import { checkNames, reject } from '../option-checks.ts'
import { CSVLogger } from './csv.ts'
import { ErrorLogger } from './error-log.ts'
import { JSONLogger } from './json.ts'
import { MLflowLogger } from './mlflow/mlflow-logger.ts'
import { PBTPolicyLogger } from './pbt-policy.ts'
import { PrometheusLogger } from './prometheus/prometheus-logger.ts'
import { TensorBoardLogger } from './tensorboard/tensorboard-logger.ts'
import type { Callback } from './callback.ts'

/** A logger by its name, e.g. `'csv'` or `{ name: 'mlflow', uri: 'http://127.0.0.1:5000' }`. */
export type LoggerByName = string | ({ readonly name: string } & Options)

type Options = Readonly<Record<string, unknown>>

const LOGGERS: Readonly<Record<string, (options: Options) => Callback>> = {
  json: (options) => {
    checkNames('JSONLogger', options, ['dialect'])
    const { dialect = 'valid' } = options
    if (dialect !== 'valid' && dialect !== 'ray') {
      reject('JSONLogger', 'dialect', dialect, "Give 'valid' or 'ray'.")
    }
    return new JSONLogger({ dialect })
  },
  csv: (options) => {
    checkNames('CSVLogger', options, [])
    return new CSVLogger()
  },
  tensorboard: (options) => new TensorBoardLogger(options),
  error: (options) => {
    checkNames('ErrorLogger', options, [])
    return new ErrorLogger()
  },
  'pbt-policy': (options) => {
    checkNames('PBTPolicyLogger', options, [])
    return new PBTPolicyLogger()
  },
  mlflow: (options) => new MLflowLogger(options),
  prometheus: (options) => new PrometheusLogger(options),
}

/** The loggers that there are. */
export const loggerNames: readonly string[] = Object.keys(LOGGERS)

/**
 * A logger by its name, in any case and with `_`, `-` or nothing between words.
 * @throws {ConfigurationError} `UNKNOWN_LOGGER` with the names that there are, and what the logger's
 * constructor throws for its options.
 */
export function createLogger(given: LoggerByName): Callback {
  const { name, ...options }: Options = typeof given === 'string' ? { name: given } : Object(given)
  const word = typeof name === 'string' ? bare(name) : ''
  const key = loggerNames.find((each) => bare(each) === word)
  const make = key === undefined ? undefined : LOGGERS[key]
  if (make) return make(options)
  const nearest = word === '' ? undefined : nearestWord(word, loggerNames)
  throw new ConfigurationError(
    'UNKNOWN_LOGGER',
    `There is no logger ${show(typeof given === 'string' ? given : (name ?? given))}. ` +
      (nearest === undefined ? '' : `Did you mean ${nearest}? `) +
      `There are: ${loggerNames.join(', ')}.`,
    { path: ['runConfig', 'loggers'] },
  )
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '')
}
