import { spawnChild } from '../executor/process/child-process.ts'
import { terminate } from '../executor/process/terminate.ts'
import type { Readable } from 'node:stream'

export interface Captured {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Set when it could not be started. */
  readonly error?: Error
  readonly isTimedOut: boolean
}

/** What a program says is kept up to so many characters a stream. */
const MOST_CHARACTERS = 1_000_000

/**
 * Starts a program, without a shell and with nothing on its standard input, and collects what it
 * writes. It has `timeoutMs` milliseconds; then it is ended with its whole process group, and so it is
 * when the signal is aborted. Never rejects.
 */
export async function captureProgram(
  argv: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly cwd: string
    readonly timeoutMs: number
    readonly signal?: AbortSignal
  },
): Promise<Captured> {
  const { env, cwd, timeoutMs, signal } = options
  const child = spawnChild({
    argv,
    env,
    cwd,
    stdout: 'pipe',
    stderr: 'pipe',
    protocolFd: false,
    leftoverGraceMs: 200,
  })
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  let isTimedOut = false
  const end = (): void => void terminate(child, 500)
  const timer = setTimeout(() => {
    isTimedOut = true
    end()
  }, timeoutMs)
  signal?.addEventListener('abort', end, { once: true })
  const status = await child.gone
  clearTimeout(timer)
  signal?.removeEventListener('abort', end)
  const texts = { stdout: await stdout, stderr: await stderr }
  return { ...status, ...texts, isTimedOut }
}

async function collect(stream: Readable | undefined): Promise<string> {
  if (stream === undefined) return ''
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of stream) {
    if (text.length < MOST_CHARACTERS) text += String(chunk)
  }
  return text
}
