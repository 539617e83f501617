import type { Child, ExitStatus } from './child-process.ts'

/** Children that have been asked to end, with what will kill those that do not. */
const killTimers: WeakMap<Child, NodeJS.Timeout> = new WeakMap()

/**
 * Ends a child and its whole process group: SIGTERM, and SIGKILL to what is left of it `graceMs` later;
 * with a grace of 0 SIGKILL at once. May be called again, also to shorten the grace to 0. Resolves when
 * the child has exited and its group is gone.
 */
export function terminate(child: Child, graceMs: number): Promise<ExitStatus> {
  if (child.isGone) return child.gone
  const timer = killTimers.get(child)
  if (graceMs <= 0) {
    clearTimeout(timer)
    child.signal('SIGKILL')
  } else if (timer === undefined) {
    child.signal('SIGTERM')
    const killTimer = setTimeout(() => child.signal('SIGKILL'), graceMs)
    killTimers.set(child, killTimer)
    void child.gone.then(() => clearTimeout(killTimer))
  }
  return child.gone
}
