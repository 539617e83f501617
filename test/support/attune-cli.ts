import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The command line of `attune` for `spawn` and pseudo-terminals. With `ATTUNE_TEST_SOURCE=1` it is run
 * from the sources, so that a change can be tried without a build.
 */
export function attuneCommand(args: readonly string[]): [file: string, args: string[]] {
  return process.env['ATTUNE_TEST_SOURCE'] === '1'
    ? [
        process.execPath,
        ['--import', import.meta.resolve('tsx'), join(root, 'src/cli/main.ts'), ...args],
      ]
    : [process.execPath, [join(root, 'dist/cli/main.js'), ...args]]
}

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Calls `attune` in a process of its own, without a terminal, and waits for its end. */
export function attune(
  args: readonly string[],
  options: {
    readonly cwd: string
    readonly env?: Readonly<Record<string, string | undefined>>
    readonly stdin?: string
  },
): Promise<Finished> {
  const [file, all] = attuneCommand(args)
  const child = spawn(file, all, { cwd: options.cwd, env: { ...process.env, ...options.env } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => undefined).end(options.stdin ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
