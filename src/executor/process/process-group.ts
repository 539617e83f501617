import { readdirSync, readFileSync } from 'node:fs'

/** Signals every process of a group. False when there is none left. */
export function signalGroup(pgid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pgid, signal)
    return true
  } catch (error) {
    // EPERM: a member runs as another user, so it lives, out of our reach.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a process of the group still runs. Those that are dead but not yet reaped do not count. */
export function groupIsAlive(pgid: number): boolean {
  try {
    process.kill(-pgid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  if (process.platform !== 'linux') return true
  // Where the init process reaps nobody (small containers), the dead members of a group stay for ever.
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isLiveMember(name, pgid))
}

/** Whether the process that leads a group still runs, whatever it has left there. On Linux only. */
export function leaderIsAlive(pgid: number): boolean {
  return isLiveMember(String(pgid), pgid)
}

function isLiveMember(pid: string, pgid: number): boolean {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return false
  }
  // The command name, in parentheses, may itself hold spaces and parentheses.
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3)
  return Number(group) === pgid && state !== 'Z' && state !== 'X'
}
