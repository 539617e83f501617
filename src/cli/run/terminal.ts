import { CLIReporter } from '../../report/cli-reporter.ts'
import type { ChosenColumn, CLIReporterOptions } from '../../report/cli-reporter.ts'

/** How the command line wants a study to be told. */
export interface Terminal {
  /** Whether the live view listens to keys. */
  readonly keys: boolean
  /** Whether each event is told as a line of JSON. */
  readonly json: boolean
}

/** The reporter that a study asks for, as the command line wants it. */
export function reporterFor(
  { keys, json }: Terminal,
  reporter: CLIReporter = new CLIReporter(),
): CLIReporter {
  const { parameterColumns, metricColumns, format, ...rest } = reporter
  const options: Record<string, unknown> = {
    ...rest,
    keys: keys && !json,
    format: json ? 'json' : format,
    parameterColumns: selectionOf(parameterColumns),
    metricColumns: selectionOf(metricColumns),
  }
  return new CLIReporter(options)
}

/** Columns as a user names them: all of them with titles, or none. */
function selectionOf(
  columns: readonly ChosenColumn[] | undefined,
): CLIReporterOptions['parameterColumns'] {
  if (columns === undefined) return undefined
  const isTitled = columns.some(({ title }) => title !== undefined)
  if (!isTitled) return columns.map(({ key }) => key)
  return Object.fromEntries(columns.map(({ key, title = key }) => [key, title]))
}
