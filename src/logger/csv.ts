import { CsvFile } from './csv-file.ts'
import { ResultLogger } from './result-logger.ts'

/**
 * Writes `progress.csv` in each trial's folder: a row for each result, a column for each flat key
 * (`val/loss`), without the config. A key that comes late becomes one more column, empty in the rows
 * before. NaN and infinities are `nan`, `inf` and `-inf`.
 */
export class CSVLogger extends ResultLogger {
  constructor() {
    super('progress.csv', (path) => new CsvFile(path))
  }
}
