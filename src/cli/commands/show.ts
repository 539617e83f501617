import { InvalidArgumentError } from 'commander'
import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { ShowOptions } from '../show/show-options.ts'

/** `attune show` */
export function declareShow(program: Command, cli: Cli): void {
  program
    .command('show')
    .description('Show how a study stands, and its trials as a table.')
    .argument('<study>', 'its name, or its folder')
    .option(
      '-f, --filter <condition>',
      "only trials with e.g. 'loss < 0.5' (repeatable)",
      collect,
      [],
    )
    .option(
      '-s, --status <status>',
      'only trials that are PENDING, RUNNING, PAUSED, TERMINATED, ERROR',
    )
    .option('-c, --columns <names>', 'which columns, e.g. trial,lr,loss')
    .option('--sort <column>', 'order by a column; by a metric of the study the best first')
    .option('--asc', 'smallest first')
    .option('--desc', 'largest first')
    .option('-n, --limit <count>', 'rows at most (default: 20 on a terminal, else all)', count)
    .option('-w, --watch', 'show it again every second while it runs')
    .option('--json', 'print one JSON document')
    .addHelpText('after', "\nExample:\n  attune show mnist --filter 'loss < 0.5' --sort accuracy")
    .action(
      act(cli, async (study: string, options: ShowOptions) => {
        const { showStudy } = await import('../show/show.ts')
        return showStudy(cli, study, options)
      }),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Give a whole number of at least 1.')
}
