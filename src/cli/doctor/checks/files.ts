import { readFileSync } from 'node:fs'
import { ok, warn } from '../check.ts'
import type { Check } from '../check.ts'

/** Each trial in a process of its own takes about ten. */
const FEW = 1024

/** How many files this process, and each trial, may have open. */
export const filesCheck: Check = {
  id: 'files',
  title: 'Open files',
  run() {
    const limit = openFilesLimit()
    if (limit === undefined) return ok('no limit known', { limit: null })
    const text = limit === Infinity ? 'no limit' : `up to ${limit}`
    const facts = { limit: limit === Infinity ? null : limit }
    return limit >= FEW ? ok(text, facts) : warn(text, `Allow more: ulimit -n ${4 * FEW}`, facts)
  },
}

function openFilesLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === 'unlimited' ? Infinity : soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}
