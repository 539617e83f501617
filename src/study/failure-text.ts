import type { StoredFailure } from './events.ts'

/**
 * All that is known of a failure, for a person to read: its stack trace where there is one, and what
 * the trial said last where that was kept.
 */
export function failureText(failure: StoredFailure): string {
  const text = failure.stack ?? `${failure.name}: ${failure.message}`
  return [
    text.trimEnd(),
    ...lastLines('error', failure.stderr),
    ...lastLines('output', failure.stdout),
  ].join('\n')
}

function lastLines(stream: string, lines: string | undefined): readonly string[] {
  return lines === undefined ? [] : [`Last lines of standard ${stream}:`, lines.trimEnd()]
}
