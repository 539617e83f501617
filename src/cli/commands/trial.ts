import { InvalidArgumentError } from 'commander'
import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { TrialOptions } from '../trial/trial.ts'

/** `attune trial` */
export function declareTrial(program: Command, cli: Cli): void {
  program
    .command('trial')
    .description('Show all of one trial: config, curve, checkpoints, errors, output.')
    .argument('<study>', 'its name, or its folder')
    .argument('<trial>', 'its id or the end of it, its number, or best')
    .option(
      '-m, --metric <name>',
      "whose curve is drawn (default: the study's; repeatable)",
      collect,
      [],
    )
    .option('-n, --lines <count>', 'lines of its output (default: 10)', count)
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  attune trial mnist best --metric accuracy')
    .action(
      act(cli, async (study: string, trial: string, options: TrialOptions) => {
        const { showTrial } = await import('../trial/trial.ts')
        return showTrial(cli, study, trial, options)
      }),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('Give a whole number of at least 0.')
}
