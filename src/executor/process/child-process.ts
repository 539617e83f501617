import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { groupIsAlive, signalGroup } from './process-group.ts'
import { forgetGroup, registerGroup } from './registry.ts'
import type { ChildProcess } from 'node:child_process'
import type { Duplex, Readable } from 'node:stream'

/** Where an output stream goes: to the end of a file (absolute path), nowhere, or to this process. */
export type OutputTarget = { readonly file: string } | 'ignore' | 'pipe'

export interface SpawnOptions {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[]
  /** The whole environment. `ATTUNE_FD` is added when `protocolFd` is set. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** @defaultValue this process's working directory */
  readonly cwd?: string
  readonly stdout: OutputTarget
  readonly stderr: OutputTarget
  /** Whether descriptor 3 of the child is one end of a socket pair that speaks the protocol. */
  readonly protocolFd: boolean
  /**
   * How long processes that the child leaves behind in its group have between SIGTERM and SIGKILL.
   * @defaultValue 1000 ms
   */
  readonly leftoverGraceMs?: number
}

/** How a process ended. */
export interface ExitStatus {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Set when it could not be started at all. */
  readonly error?: Error
}

/** A running child and the process group that it leads. */
export interface Child {
  /** Also the number of its group; undefined when it could not be started. */
  readonly pid: number | undefined
  /** Our end of the child's descriptor 3. */
  readonly protocol: Duplex | undefined
  readonly stdout: Readable | undefined
  readonly stderr: Readable | undefined
  /** Resolves when the child itself has ended. Never rejects. */
  readonly exited: Promise<ExitStatus>
  /** Resolves when the child and every process left in its group have ended. Never rejects. */
  readonly gone: Promise<ExitStatus>
  /** Whether {@link gone} has resolved: its number may belong to somebody else by now. */
  readonly isGone: boolean
  /** Signals the child and its whole group; nothing happens when it is gone. */
  signal(signal: NodeJS.Signals): void
}

/**
 * Starts a child in a process group of its own that ends with it, and with this process however this
 * process ends. A failure to start is told through `exited` and `gone`.
 */
export function spawnChild(options: SpawnOptions): Child {
  const files: Map<string, number> = new Map()
  let child: ChildProcess
  try {
    const [program = '', ...args] = options.argv
    child = spawn(program, args, {
      detached: true,
      cwd: options.cwd,
      env: { ...options.env, ...(options.protocolFd ? { ATTUNE_FD: '3' } : {}) },
      stdio: [
        'ignore',
        stdioOf(options.stdout, files),
        stdioOf(options.stderr, files),
        ...(options.protocolFd ? (['pipe'] as const) : []),
      ],
    })
  } catch (error) {
    return failed(error)
  } finally {
    for (const fd of files.values()) closeSync(fd)
  }
  const { pid } = child
  if (pid !== undefined) registerGroup(pid)
  const exited = exitOf(child)
  let isGone = false
  const gone = exited.then(async (status) => {
    await endLeftovers(pid, options.leftoverGraceMs ?? 1000)
    isGone = true
    return status
  })
  return {
    pid,
    // Without a pid there may be no streams either.
    protocol: options.protocolFd && pid !== undefined ? (child.stdio[3] as Duplex) : undefined,
    stdout: child.stdout ?? undefined,
    stderr: child.stderr ?? undefined,
    exited,
    gone,
    get isGone() {
      return isGone
    },
    signal(signal) {
      if (pid !== undefined && !isGone) signalGroup(pid, signal)
    },
  }
}

/** One descriptor a file, so that two streams into the same file do not overwrite each other. */
function stdioOf(target: OutputTarget, files: Map<string, number>): number | 'ignore' | 'pipe' {
  if (target === 'ignore' || target === 'pipe') return target
  const fd = files.get(target.file) ?? openSync(target.file, 'a')
  files.set(target.file, fd)
  return fd
}

function exitOf(child: ChildProcess): Promise<ExitStatus> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', (error) => {
      // Also emitted for a signal that could not be sent, when the child is well and alive.
      if (child.pid === undefined) resolve({ code: null, signal: null, error })
    })
  })
}

/** Ends what a process has left behind in the group that it led, and strikes the group off. */
export async function endLeftovers(pgid: number | undefined, graceMs: number): Promise<void> {
  if (pgid === undefined) return
  const deadline = performance.now() + graceMs
  let signal: NodeJS.Signals = 'SIGTERM'
  for (let pauseMs = 1; groupIsAlive(pgid); pauseMs = Math.min(2 * pauseMs, 50)) {
    if (pauseMs === 1) signalGroup(pgid, signal)
    if (signal === 'SIGTERM' && performance.now() >= deadline) signal = 'SIGKILL'
    if (signal === 'SIGKILL') signalGroup(pgid, signal)
    // A process in an uninterruptible wait cannot be killed yet, and its end cannot be waited for.
    if (performance.now() >= deadline + 10_000) break
    await sleep(pauseMs)
  }
  forgetGroup(pgid)
}

function failed(error: unknown): Child {
  const status: ExitStatus = {
    code: null,
    signal: null,
    error: error instanceof Error ? error : new Error(String(error)),
  }
  const ended = Promise.resolve(status)
  return {
    pid: undefined,
    protocol: undefined,
    stdout: undefined,
    stderr: undefined,
    exited: ended,
    gone: ended,
    isGone: true,
    signal: () => undefined,
  }
}
