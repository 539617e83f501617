import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { onTestFailed, onTestFinished } from 'vitest'

export interface PtyOptions {
  readonly cwd: string
  /** Added to this process's; undefined takes a variable away. `TERM` is `xterm-256color`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @defaultValue 80 */
  readonly cols?: number
  /** @defaultValue 24 */
  readonly rows?: number
}

/** A process on a terminal of its own, with a screen on which its output is seen. */
export interface Pty {
  readonly pid: number
  /** What stands on the screen now: one text a row, without the spaces at its end. */
  screen(): string[]
  /** The same, with what has left the screen at its top before it. */
  everything(): string[]
  /** All that was written, as it was written. */
  raw(): string
  cursorIsVisible(): boolean
  /** Presses keys: `'q'`, `'\r'` for Enter, `'\u0003'` for Ctrl-C, `'\u001b[A'` for the arrow up. */
  write(keys: string): void
  resize(cols: number, rows: number): void
  /** Sends the process a signal. @defaultValue SIGHUP, as from a terminal that is closed */
  kill(signal?: NodeJS.Signals): void
  /** When the process has ended and all it wrote is on the screen. `signal` is 0 without one. */
  readonly exit: Promise<{ readonly code: number; readonly signal: number }>
  /**
   * Waits until the screen is as wanted, and answers it; the test's time limit is the only one.
   * @throws {Error} with the screen in it, when the process ends before.
   */
  waitFor(wanted: (screen: readonly string[]) => boolean): Promise<string[]>
}

/** Starts a program on a pseudo-terminal; it is killed at the end of the test, if it still runs. */
export function openPty(file: string, args: readonly string[], options: PtyOptions): Pty {
  const { cwd, env, cols = 80, rows = 24 } = options
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 10_000, allowProposedApi: true })
  const environment = Object.entries({ ...process.env, TERM: 'xterm-256color', CI: '', ...env })
  const pty = spawn(file, [...args], {
    name: 'xterm-256color',
    cols,
    rows,
    cwd,
    env: Object.fromEntries(environment.filter(([, value]) => value !== undefined)),
  })
  let raw = ''
  let unparsed = 0
  let hasEnded = false
  const waiting = new Set<() => void>()
  const changed = (): void => {
    for (const look of waiting) look()
  }
  pty.onData((text) => {
    raw += text
    unparsed += 1
    terminal.write(text, () => {
      unparsed -= 1
      changed()
    })
  })
  // A terminal answers when a program asks for the place of the cursor, say.
  terminal.onData((text) => pty.write(text))
  const exit = new Promise<{ code: number; signal: number }>((resolve) => {
    pty.onExit(({ exitCode, signal = 0 }) => {
      terminal.write('', () => {
        hasEnded = true
        resolve({ code: exitCode, signal })
        changed()
      })
    })
  })
  onTestFailed(() => {
    process.stderr.write(`On the screen of ${file}:\n${screen().join('\n')}\n`)
  })
  onTestFinished(async () => {
    if (!hasEnded) pty.kill('SIGKILL')
    await exit
    terminal.dispose()
  })

  const lines = (from: number, to: number): string[] => {
    const { active } = terminal.buffer
    const texts: string[] = []
    for (let y = from; y < to; y++) texts.push(active.getLine(y)?.translateToString(true) ?? '')
    return texts
  }
  const screen = (): string[] => {
    const { baseY } = terminal.buffer.active
    return lines(baseY, baseY + terminal.rows)
  }
  return {
    pid: pty.pid,
    screen,
    everything: () => lines(0, terminal.buffer.active.length),
    raw: () => raw,
    cursorIsVisible: () => raw.lastIndexOf('\u001b[?25h') >= raw.lastIndexOf('\u001b[?25l'),
    write: (keys) => pty.write(keys),
    resize: (newCols, newRows) => {
      terminal.resize(newCols, newRows)
      pty.resize(newCols, newRows)
    },
    kill: (signal) => pty.kill(signal),
    exit,
    waitFor: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          // A picture that has begun (synchronised output) is seen when it is complete.
          const isWhole = raw.lastIndexOf('\u001b[?2026l') >= raw.lastIndexOf('\u001b[?2026h')
          if (unparsed === 0 && isWhole && wanted(screen())) resolve(screen())
          else if (hasEnded) {
            reject(new Error(`It ended before that was on the screen:\n${screen().join('\n')}`))
          } else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
  }
}
