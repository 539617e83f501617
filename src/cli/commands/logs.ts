import { InvalidArgumentError } from 'commander'
import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { LogsOptions } from '../logs/logs.ts'

/** `attune logs` */
export function declareLogs(program: Command, cli: Cli): void {
  program
    .command('logs')
    .description('Print what trials write: of all that run, or of one.')
    .argument('<study>', 'its name, or its folder')
    .argument('[trial]', 'its id or the end of it, its number, or best')
    .option('-f, --follow', 'go on until the trial or the study ends')
    .option('-n, --lines <count>', 'last lines (default: 10; of one trial all)', count)
    .option('--stdout', 'standard output only')
    .option('--stderr', 'standard error only')
    .option('--json', 'print one JSON document; with --follow one for each line')
    .addHelpText('after', '\nExample:\n  attune logs mnist -f')
    .action(
      act(cli, async (study: string, trial: string | undefined, options: LogsOptions) => {
        const { showLogs } = await import('../logs/logs.ts')
        return showLogs(cli, study, trial, options)
      }),
    )
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('Give a whole number of at least 0.')
}
