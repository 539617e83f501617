import { signalGroup } from './process-group.ts'
import { Watchdog } from './watchdog.ts'

const live: Set<number> = new Set()
let watchdog: Watchdog | undefined

/**
 * Makes sure that a process group does not outlive this process: it is killed when this process exits
 * in any way that runs code, and by a watchdog when it dies in any other, such as `kill -9`.
 */
export function registerGroup(pgid: number): void {
  if (live.size === 0) process.on('exit', killAll)
  live.add(pgid)
  if (!watchdog?.isAlive) {
    watchdog = new Watchdog()
    for (const other of live) watchdog.add(other)
  } else {
    watchdog.add(pgid)
  }
}

/** Call it as soon as the group is gone: its number may then be given to another. */
export function forgetGroup(pgid: number): void {
  if (!live.delete(pgid)) return
  watchdog?.remove(pgid)
  if (live.size === 0) process.off('exit', killAll)
}

function killAll(): void {
  for (const pgid of live) signalGroup(pgid, 'SIGKILL')
}
