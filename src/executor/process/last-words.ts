import { statSync } from 'node:fs'
import { join } from 'node:path'
import { tailLines } from './log-tail.ts'
import type { LastWords, LogToFile } from '../executor.ts'

export type StreamName = 'stdout' | 'stderr'

/** How many lines are kept in all. */
const LINES = 20

/**
 * What an attempt said last, by a function that gives the last lines of a stream: its standard error, or
 * its standard output where there is none. Of a trial that was `silent`, that gave no result, both tell.
 */
export function lastWords(
  linesOf: (stream: StreamName, count: number) => string | undefined,
  { silent }: { readonly silent: boolean },
): LastWords {
  const stderr = linesOf('stderr', LINES)
  if (stderr !== undefined && !silent) return { stderr }
  const stdout = linesOf('stdout', stderr === undefined ? LINES : LINES / 2)
  if (stderr === undefined) return stdout === undefined ? {} : { stdout }
  if (stdout === undefined) return { stderr }
  return {
    stderr: stderr
      .split('\n')
      .slice(-LINES / 2)
      .join('\n'),
    stdout,
  }
}

/** The files that hold an attempt's output. Made before it starts: earlier attempts have written there. */
export class AttemptLogs {
  /** Absolute paths; undefined when output is discarded. */
  readonly paths: Readonly<Record<StreamName, string>> | undefined
  readonly #starts: Readonly<Record<StreamName, number>>

  /** @param dir The trial's folder. */
  constructor(dir: string, logToFile: LogToFile) {
    this.paths = logToFile
      ? { stdout: join(dir, logToFile.stdout), stderr: join(dir, logToFile.stderr) }
      : undefined
    const { stdout, stderr } = this.paths ?? {}
    this.#starts = { stdout: sizeOf(stdout), stderr: sizeOf(stderr) }
  }

  /** The last lines that this attempt wrote to a stream; a file of both counts as standard error. */
  lines(stream: StreamName, count: number): string | undefined {
    if (!this.paths) return undefined
    const { stdout, stderr } = this.paths
    if (stream === 'stdout' && stdout === stderr) return undefined
    return tailLines(this.paths[stream], count, this.#starts[stream])
  }
}

function sizeOf(path: string | undefined): number {
  return (path && statSync(path, { throwIfNoEntry: false })?.size) || 0
}
