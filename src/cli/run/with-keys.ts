import { CLIReporter } from '../../report/cli-reporter.ts'
import type { ChosenColumn, CLIReporterOptions } from '../../report/cli-reporter.ts'

/** The same reporter, but one that listens to keys where there is a terminal. */
export function withKeys(reporter: CLIReporter = new CLIReporter()): CLIReporter {
  const { parameterColumns, metricColumns, ...rest } = reporter
  const options: Record<string, unknown> = {
    ...rest,
    keys: true,
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
