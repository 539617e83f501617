import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Where a process stands with the terminal that controls it; `none` without one. */
export type Standing = 'foreground' | 'background' | 'none'

/**
 * Whether this process is in the foreground of its terminal. A process in the background that touched
 * the terminal's settings, or read from it, would be stopped for that.
 */
export function standing(): Standing {
  if (process.platform === 'win32') return 'foreground'
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'tty=,stat=', '-p', String(process.pid)], {
      encoding: 'utf8',
    })
    const [tty = '?', state = ''] = (stdout ?? '').trim().split(/\s+/u)
    if (tty.startsWith('?')) return 'none'
    return state.includes('+') ? 'foreground' : 'background'
  }
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    // After the name: state, parent, group, session, terminal, the terminal's foreground group.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // 0 stands for a group that is gone: its shell has not chosen another one yet.
    if (fields[5] === '-1') return 'none'
    return fields[2] === fields[5] ? 'foreground' : 'background'
  } catch {
    return 'none'
  }
}

/**
 * Does what the terminal would have done if it had not been told to pass on every key: the signal goes
 * to all processes of this one's group, which is the one in the foreground.
 */
export function signalGroup(signal: NodeJS.Signals): void {
  if (process.platform !== 'win32') process.kill(0, signal)
  // Windows has no other one that a terminal sends.
  else if (signal === 'SIGINT' && !process.emit(signal)) process.kill(process.pid, signal)
}
