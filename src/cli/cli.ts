import type { ExitCode } from './exit-codes.ts'

/** A stream that a command writes to. */
export interface OutStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): unknown
}

/** The world around one call of `attune`. */
export interface Cli {
  readonly stdout: OutStream
  readonly stderr: OutStream
  readonly stdin: NodeJS.ReadStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the working directory. */
  readonly cwd: string
  /** Set by the command that ran; 0 until then. */
  exitCode: ExitCode
  /** Set by commands that go on when nobody reads their output any more. @defaultValue false */
  outlivesOutput?: boolean
}

/** Does what a command says; what it returns is the exit code. @defaultValue 0 */
type Handler<A extends readonly unknown[]> = (
  ...args: A
) => Promise<ExitCode | void> | ExitCode | void

/** A commander action that keeps the exit code of its handler. */
export function act<A extends readonly unknown[]>(
  cli: Cli,
  handler: Handler<A>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    cli.exitCode = (await handler(...args)) ?? 0
  }
}
