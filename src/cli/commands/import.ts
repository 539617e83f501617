import type { Command } from 'commander'
import { act } from '../cli.ts'
import type { Cli } from '../cli.ts'
import type { ImportFlags } from '../import.ts'

/** `attune import` */
export function declareImport(program: Command, cli: Cli): void {
  program
    .command('import')
    .description('Make a study of what Optuna or Ray Tune has stored.')
    .argument('<source>', 'an Optuna database or journal file, or a Ray Tune results folder')
    .option('--study <name>', 'which study of a file that has several')
    .option('--name <name>', 'what to call it here (default: as it is called there)')
    .option('--storage <folder>', 'where to put it (default: ATTUNE_STORAGE or attune_results)')
    .option('--metric <name>', 'what was optimised, where the source does not say')
    .option('--mode <mode>', 'whether that is to be small or large: min or max')
    .option('--trainable <name>', 'name of the trainable it will go on with')
    .option('--copy-checkpoints', "take Ray's checkpoints along")
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  attune import optuna.db --study digits')
    .action(
      act(cli, async (source: string, flags: ImportFlags) => {
        const { importStudy } = await import('../import.ts')
        return importStudy(cli, source, flags)
      }),
    )
}
