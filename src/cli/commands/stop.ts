import type { Command } from 'commander'
import { act } from '../cli.ts'
import type { Cli } from '../cli.ts'
import type { StopOptions } from '../stop/stop.ts'

/** `attune stop` */
export function declareStop(program: Command, cli: Cli): void {
  program
    .command('stop')
    .description('End a running study so that it can be resumed, or trials of it for good.')
    .argument('<study>', 'name or folder of the study')
    .argument('[trial...]', 'id, number or end of the id of a trial')
    .option('--now', 'do not wait for the next reports: kill the trials (of a whole study)')
    .option('--reason <text>', 'why, to be kept with the study')
    .option('--no-wait', 'return as soon as the tuner knows')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  attune stop digits\n  attune stop digits 3 7')
    .action(
      act(cli, async (study: string, trials: readonly string[], options: StopOptions) => {
        const { stop } = await import('../stop/stop.ts')
        return stop(cli, study, trials, options)
      }),
    )
}
