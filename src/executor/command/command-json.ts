import type { CommandTrainable } from './command.ts'

/** A regular expression as plain data. */
interface StoredPattern {
  readonly source: string
  readonly flags: string
}

/** A command as plain data: all of it is, but for regular expressions. */
export function commandToJSON(command: CommandTrainable): Readonly<Record<string, unknown>> {
  const { metrics } = command
  if (metrics === 'json' || !('regex' in metrics)) return { ...command }
  const patterns = Object.entries(metrics.regex).map(([name, { source, flags }]) => [
    name,
    { source, flags } satisfies StoredPattern,
  ])
  return { ...command, metrics: { ...metrics, regex: Object.fromEntries(patterns) as object } }
}

/** Reads what {@link commandToJSON} wrote. */
export function commandFromJSON(stored: unknown): CommandTrainable {
  const command = stored as CommandTrainable
  const { metrics } = command
  if (metrics === 'json' || !('regex' in metrics)) return command
  const patterns = Object.entries(metrics.regex).map(([name, { source, flags }]) => [
    name,
    new RegExp(source, flags),
  ])
  const regex = Object.fromEntries(patterns) as typeof metrics.regex
  return { ...command, metrics: { ...metrics, regex } }
}
