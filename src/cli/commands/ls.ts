import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { LsOptions } from '../ls/ls.ts'

/** `attune ls` */
export function declareLs(program: Command, cli: Cli): void {
  program
    .command('ls')
    .description('List the studies in a folder.')
    .argument('[folder]', 'where studies go (default: $ATTUNE_STORAGE, else attune_results)')
    .option('--sort <key>', 'by name, state, trials, best, started or changed (default: name)')
    .option('--desc', 'the last first')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  attune ls --sort changed --desc')
    .action(
      act(cli, async (folder: string | undefined, options: LsOptions) => {
        const { listStudies } = await import('../ls/ls.ts')
        return listStudies(cli, folder, options)
      }),
    )
}
