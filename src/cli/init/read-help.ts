import { ConfigurationError } from '../../errors.ts'
import { captureProgram } from '../capture-program.ts'
import type { Cli } from '../cli.ts'

const TIMEOUT_MS = 30_000

/**
 * What a program answers to `--help`, in plain text and wide lines. One that does not answer has
 * nothing to say, unless it must.
 * @throws {ConfigurationError} `INIT_HELP_FAILED` when it must answer and does not.
 */
export async function readHelp(
  cli: Cli,
  program: readonly string[],
  { mustAnswer }: { readonly mustAnswer: boolean },
): Promise<string | undefined> {
  const env = { ...cli.env, COLUMNS: '200', TERM: 'dumb', NO_COLOR: '1', TYPER_USE_RICH: '0' }
  const argv = [...program, '--help']
  const answer = await captureProgram(argv, { env, cwd: cli.cwd, timeoutMs: TIMEOUT_MS })
  if (answer.code === 0 && answer.stdout.trim() !== '') return answer.stdout
  if (!mustAnswer) return undefined
  const reason =
    answer.error?.message ??
    (answer.isTimedOut
      ? `it took more than ${TIMEOUT_MS / 1000} s`
      : answer.code === 0
        ? 'it printed nothing'
        : `it ended with ${answer.signal ?? `code ${answer.code}`}`)
  const said = answer.stderr.trim().split('\n').slice(-15).join('\n')
  throw new ConfigurationError(
    'INIT_HELP_FAILED',
    `\`${argv.join(' ')}\` was to say what can be set: ${reason}. Make it answer; name another Python ` +
      'with --interpreter; or give the whole command with --command and {name} for each value.' +
      (said === '' ? '' : `\n${said}`),
  )
}
