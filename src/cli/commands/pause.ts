import type { Command } from 'commander'
import { act } from '../cli.ts'
import type { Cli } from '../cli.ts'
import type { PauseOptions } from '../pause/pause.ts'

/** `attune pause` */
export function declarePause(program: Command, cli: Cli): void {
  program
    .command('pause')
    .description('Pause trials of a running study until `attune resume STUDY TRIAL`.')
    .argument('<study>', 'name or folder of the study')
    .argument('<trial...>', 'id, number or end of the id of a trial')
    .option('--reason <text>', 'why, to be kept with the study')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  attune pause digits 3 7')
    .action(
      act(cli, async (study: string, trials: readonly string[], options: PauseOptions) => {
        const { pause } = await import('../pause/pause.ts')
        return pause(cli, study, trials, options)
      }),
    )
}
