import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredFailure } from '../../study/events.ts'

/** Terminal colours, which Ray writes into its error files. */
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[\d+(?:;\d+)*m/g

/** The failures in a trial's `error.txt`, oldest first. */
export function readErrors(dir: string): readonly StoredFailure[] {
  const path = join(dir, 'error.txt')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .replaceAll(COLOURS, '')
    .split(/^Failure # \d+ \(occurred at [^)]*\)\n/m)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(toFailure)
}

function toFailure(text: string): StoredFailure {
  const last = text.split('\n').at(-1) ?? ''
  const match = /^([\w.]+): (.*)$/.exec(last)
  return {
    name: match?.[1] ?? 'TrialError',
    message: match?.[2] ?? last,
    code: 'TRIAL_FAILED',
    stack: text,
  }
}
