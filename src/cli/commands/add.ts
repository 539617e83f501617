import type { Command } from 'commander'
import type { AddOptions } from '../add/add.ts'
import { act } from '../cli.ts'
import type { Cli } from '../cli.ts'

/** `attune add` */
export function declareAdd(program: Command, cli: Cli): void {
  program
    .command('add')
    .description('Add a trial to a running study. What its config leaves open is drawn.')
    .argument('<study>', 'name or folder of the study')
    .argument('[values...]', 'parts of the config: key=value, nested ones as key.path=value')
    .option('--config <yaml>', 'the config, as YAML or JSON')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  attune add digits lr=0.003 model.layers=2')
    .action(
      act(cli, async (study: string, values: readonly string[], options: AddOptions) => {
        const { add } = await import('../add/add.ts')
        return add(cli, study, values, options)
      }),
    )
}
