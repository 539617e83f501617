import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { StoredFailure } from '../../study/events.ts'

/** The failures in a trial's `error.txt`, oldest first. */
export function readErrors(dir: string): readonly StoredFailure[] {
  const path = join(dir, 'error.txt')
  if (!existsSync(path)) return []
  // Ray writes the colours of a terminal into them.
  return stripVTControlCharacters(readFileSync(path, 'utf8'))
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
