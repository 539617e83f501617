import { ConfigurationError, show } from '../errors.ts'
import type { Mode } from '../math/score.ts'

/** Which columns, and in which order: names, or names with the titles to show for them. */
export type ColumnSelection = readonly string[] | Readonly<Record<string, string>>

export interface CLIReporterOptions {
  /**
   * Parameters by flat path, e.g. `model/lr`; constants of the config may be named too.
   * @defaultValue all that the search chooses, also where the list is empty
   */
  readonly parameterColumns?: ColumnSelection
  /**
   * Metrics by flat path. The study's metric is shown in any case.
   * @defaultValue the usual ones where they are reported, and up to `inferLimit` more
   */
  readonly metricColumns?: ColumnSelection
  /**
   * Rows of the trial table, at most; `Infinity` for all. The last table obeys it too, and shows the
   * best trials where it cannot show all. @defaultValue 20
   */
  readonly maxProgressRows?: number
  /**
   * Rows of the table of failures, at most; `Infinity` for all. In a terminal also how many failures
   * are told one by one. @defaultValue 20
   */
  readonly maxErrorRows?: number
  /** Longer titles and texts are cut to `...` and their end; at least 4. @defaultValue 20 */
  readonly maxColumnLength?: number
  /** Seconds between two status lines, at least, where output is plain lines. @defaultValue 5 */
  readonly maxReportFrequency?: number
  /** How many reported metrics besides the usual ones get a column, at most. @defaultValue 3 */
  readonly inferLimit?: number
  /** Orders each status by the metric, best first. @defaultValue false: as the trials came */
  readonly sortByMetric?: boolean
  /**
   * Keys to sort, to look at a trial, to pause or stop one, to end the study, where standard input is
   * a terminal that nobody else reads from. @defaultValue false; the command line says true
   */
  readonly keys?: boolean
  /**
   * A block that is redrawn, plain lines, or JSON lines.
   * @defaultValue the variable `ATTUNE_OUTPUT`, or else what suits the output
   */
  readonly format?: ReportFormat
  /** What the best trial is judged by here. @defaultValue the study's metric */
  readonly metric?: string
  /** @defaultValue the study's mode */
  readonly mode?: Mode
}

/** What the report looks like: a block that is redrawn, plain lines, or JSON lines. */
export type ReportFormat = 'live' | 'plain' | 'json'

const FORMATS: readonly unknown[] = ['live', 'plain', 'json'] satisfies readonly ReportFormat[]

/** A column by its flat path and the title that was asked for. */
export interface ChosenColumn {
  readonly key: string
  /** Undefined when no title was given. */
  readonly title: string | undefined
}

/**
 * What the terminal shows of a study, as a user states it: an immutable definition that can be given
 * to any number of studies.
 *
 * @throws `ConfigurationError` with code `INVALID_REPORTER_OPTION` for a value out of range or an
 * option that does not exist.
 */
export class CLIReporter {
  /** Undefined: all parameters. */
  readonly parameterColumns: readonly ChosenColumn[] | undefined
  /** Undefined: chosen by what is reported. */
  readonly metricColumns: readonly ChosenColumn[] | undefined
  readonly maxProgressRows: number
  readonly maxErrorRows: number
  readonly maxColumnLength: number
  /** In seconds. */
  readonly maxReportFrequency: number
  readonly inferLimit: number
  readonly sortByMetric: boolean
  readonly keys: boolean
  readonly format: ReportFormat | undefined
  readonly metric: string | undefined
  readonly mode: Mode | undefined

  constructor(options: CLIReporterOptions = {}) {
    refuseUnknown(options)
    this.parameterColumns = chosenColumns('parameterColumns', options.parameterColumns)
    this.metricColumns = chosenColumns('metricColumns', options.metricColumns)
    this.maxProgressRows = count('maxProgressRows', options.maxProgressRows ?? 20, 0)
    this.maxErrorRows = count('maxErrorRows', options.maxErrorRows ?? 20, 0)
    this.maxColumnLength = count('maxColumnLength', options.maxColumnLength ?? 20, 4)
    this.inferLimit = count('inferLimit', options.inferLimit ?? 3, 0)
    this.maxReportFrequency = options.maxReportFrequency ?? 5
    if (typeof this.maxReportFrequency !== 'number' || !(this.maxReportFrequency >= 0)) {
      throw refused('maxReportFrequency', this.maxReportFrequency, 'a number of seconds ≥ 0')
    }
    this.sortByMetric = options.sortByMetric ?? false
    if (typeof this.sortByMetric !== 'boolean') {
      throw refused('sortByMetric', this.sortByMetric, 'true or false')
    }
    this.keys = options.keys ?? false
    if (typeof this.keys !== 'boolean') throw refused('keys', this.keys, 'true or false')
    this.format = options.format
    if (this.format !== undefined && !FORMATS.includes(this.format)) {
      throw refused('format', this.format, "'live', 'plain' or 'json'")
    }
    this.metric = options.metric
    if (this.metric !== undefined && (typeof this.metric !== 'string' || this.metric === '')) {
      throw refused('metric', this.metric, 'the name of a metric')
    }
    this.mode = options.mode
    if (this.mode !== undefined && this.mode !== 'min' && this.mode !== 'max') {
      throw refused('mode', this.mode, "'min' or 'max'")
    }
    Object.freeze(this)
  }
}

const OPTIONS: ReadonlySet<string> = new Set<keyof CLIReporterOptions>([
  'parameterColumns',
  'metricColumns',
  'maxProgressRows',
  'maxErrorRows',
  'maxColumnLength',
  'maxReportFrequency',
  'inferLimit',
  'sortByMetric',
  'keys',
  'format',
  'metric',
  'mode',
])

function refuseUnknown(options: object): void {
  for (const name of Object.keys(options)) {
    if (OPTIONS.has(name)) continue
    throw new ConfigurationError(
      'INVALID_REPORTER_OPTION',
      `CLIReporter has no option ${show(name)}. It has ${[...OPTIONS].join(', ')}.`,
      { path: [name] },
    )
  }
}

function count(name: string, value: number, least: number): number {
  if (value !== Infinity && !(Number.isSafeInteger(value) && value >= least)) {
    throw refused(name, value, `a whole number ≥ ${least}, or Infinity`)
  }
  return value
}

function chosenColumns(
  name: string,
  selection: ColumnSelection | undefined,
): readonly ChosenColumn[] | undefined {
  if (selection === undefined) return undefined
  const valid = typeof selection === 'object' && selection !== null
  if (!valid || !Object.values(selection).every((text) => typeof text === 'string')) {
    throw refused(
      name,
      selection,
      "a list of names, or a map of names to titles such as { lr: 'rate' }",
    )
  }
  const columns = isList(selection)
    ? selection.map((key) => ({ key, title: undefined }))
    : Object.entries(selection).map(([key, title]) => ({ key, title }))
  return columns.length === 0 ? undefined : columns
}

function isList(selection: ColumnSelection): selection is readonly string[] {
  return Array.isArray(selection)
}

function refused(name: string, value: unknown, wanted: string): ConfigurationError {
  return new ConfigurationError(
    'INVALID_REPORTER_OPTION',
    `CLIReporter: ${name} must be ${wanted}, but it is ${show(value)}.`,
    { path: [name] },
  )
}
