import { CommanderError } from 'commander'
import type { Cli } from './cli.ts'
import { EXIT } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { makeProgram } from './program.ts'
import { reportError } from './report-error.ts'

/** Does what the arguments say; never throws. */
export async function runCli(args: readonly string[], cli: Cli): Promise<ExitCode> {
  const program = makeProgram(cli)
  try {
    await program.parseAsync(args, { from: 'user' })
    return cli.exitCode
  } catch (error) {
    // Commander has said what it had to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    const end = args.indexOf('--')
    const own = end < 0 ? args : args.slice(0, end)
    return reportError(cli, error, { json: own.includes('--json') })
  }
}
