export interface TerminalHooks {
  /** The process ends: the terminal must be as it was. */
  readonly end: () => void
  /** The process is about to be stopped by Ctrl-Z: the terminal is the shell's for a while. */
  readonly pause: () => void
  /** The process goes on (`fg`, `bg`). */
  readonly resume: () => void
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/**
 * Calls the hooks when the process ends, is stopped or continues, and answers a function that takes
 * them back. A signal does what it would have done without us: where nobody else listens for it, it
 * is sent again after `end`; where somebody does, it is theirs.
 */
export function installTerminalHooks(hooks: TerminalHooks): () => void {
  const undo: (() => void)[] = []
  const listen = (event: NodeJS.Signals, listener: () => void): void => {
    process.on(event, listener)
    undo.push(() => process.off(event, listener))
  }
  for (const signal of ENDING) {
    if (signal === 'SIGQUIT' && process.platform === 'win32') continue
    const listener = (): void => {
      if (process.listenerCount(signal) > 1) return
      hooks.end()
      process.off(signal, listener)
      process.kill(process.pid, signal)
    }
    listen(signal, listener)
  }
  if (process.platform !== 'win32') {
    listen('SIGTSTP', () => {
      if (process.listenerCount('SIGTSTP') > 1) return
      hooks.pause()
      process.kill(process.pid, 'SIGSTOP')
    })
    listen('SIGCONT', hooks.resume)
  }
  process.on('exit', hooks.end)
  undo.push(() => process.off('exit', hooks.end))
  return () => {
    for (const step of undo) step()
  }
}
