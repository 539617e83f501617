import { JsonFile } from './json-file.ts'
import { ResultLogger } from './result-logger.ts'
import type { JsonDialect } from './json-file.ts'

export interface JSONLoggerOptions {
  /**
   * `valid`: every line is valid JSON; a number that JSON lacks is null, and `non_finite` says which:
   * `{"loss": null, "non_finite": {"loss": "nan"}}`. `ray`: the bare words `NaN`, `Infinity` and
   * `-Infinity`, which Python reads and most else refuses. Default: `valid`.
   */
  readonly dialect?: JsonDialect
}

/**
 * Writes `result.json` in each trial's folder: a line for each result, a JSON object as it was
 * reported, with the config under `config`.
 */
export class JSONLogger extends ResultLogger {
  constructor(options: JSONLoggerOptions = {}) {
    const { dialect = 'valid' } = options
    super('result.json', (path) => new JsonFile(path, dialect))
  }
}
