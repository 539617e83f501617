import type { Cli } from '../../src/cli/cli.ts'

/** A command line of which is kept what it writes. */
export interface FakeCli {
  readonly cli: Cli
  readonly stdout: () => string
  readonly stderr: () => string
  /** What was written to stdout, as one JSON document. */
  readonly json: () => unknown
}

/** A world for `runCli` in this process, without a terminal. */
export function fakeCli({
  cwd,
  env = {},
}: {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
}): FakeCli {
  let stdout = ''
  let stderr = ''
  return {
    cli: {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      stdin: process.stdin,
      env,
      cwd,
      exitCode: 0,
    },
    stdout: () => stdout,
    stderr: () => stderr,
    json: () => JSON.parse(stdout) as unknown,
  }
}
