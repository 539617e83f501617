import { InvalidArgumentError, Option } from 'commander'
import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { BestOptions } from '../best/best.ts'

/** `attune best` */
export function declareBest(program: Command, cli: Cli): void {
  program
    .command('best')
    .description('Show the best trial, or its config for another program.')
    .argument('<study>', 'its name, or its folder')
    .option('-m, --metric <name>', "what to compare by (default: the study's)")
    .addOption(new Option('--mode <mode>', "(default: the study's)").choices(['min', 'max']))
    .addOption(
      new Option('--scope <scope>', "which of a trial's values counts")
        .choices(['last', 'all', 'avg', 'last-5-avg', 'last-10-avg'])
        .default('last'),
    )
    .option('--pareto', 'all best compromises of several metrics')
    .option('-n, --top <count>', 'how many trials (default: 1, with --pareto all)', count)
    .addOption(
      new Option('--format <format>', 'the config alone, except in a table')
        .choices(['table', 'json', 'yaml', 'args', 'env'])
        .default('table'),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  python train.py $(attune best mnist --format args)')
    .action(
      act(cli, async (study: string, options: BestOptions) => {
        const { showBest } = await import('../best/best.ts')
        return showBest(cli, study, options)
      }),
    )
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Give a whole number of at least 1.')
}
