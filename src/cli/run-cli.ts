import { CommanderError } from 'commander'
import type { Cli } from './cli.ts'
import { EXIT } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { printJson } from './print.ts'
import { makeProgram } from './program.ts'
import { reportError } from './report-error.ts'

/** Does what the arguments say; never throws. */
export async function runCli(args: readonly string[], cli: Cli): Promise<ExitCode> {
  const json = asksForJson(args)
  try {
    await makeProgram(cli).parseAsync(args, { from: 'user' })
    return cli.exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(cli, error, { json })
    // Commander has said what it had to say to people.
    if (error.exitCode === 0) return EXIT.ok
    if (json) {
      const message = error.message.replace(/^error: /, '')
      printJson(cli.stdout, { error: { code: 'USAGE', message } })
    }
    return EXIT.usage
  }
}

function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).includes('--json')
}
