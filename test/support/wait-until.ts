import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Polls until `condition` holds; the test's own time limit is the only one. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5)
}

/** Whether a process runs; one that is dead but not yet reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat[stat.lastIndexOf(')') + 2] !== 'Z'
  } catch {
    return false
  }
}
