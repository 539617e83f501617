import type { Command } from 'commander'
import { act } from '../cli.ts'
import { collect, countUp } from '../running/collect.ts'
import type { Cli } from '../cli.ts'
import type { RunOptions } from '../run/run.ts'

/** `attune run` */
export function declareRun(program: Command, cli: Cli): void {
  program
    .command('run')
    .description(
      'Run the study of a study file to its end. Ctrl-C ends it so that it can be resumed.',
    )
    .argument('[file]', 'study file', 'study.yaml')
    .option(
      '-o, --override <key=value>',
      'say it otherwise than the file: scheduler.max_t=9',
      collect,
    )
    .option('--name <name>', 'of the study and its folder')
    .option('--storage <folder>', 'where the folder of the study is made')
    .option('--trials <n>', 'how many; -1 for no end')
    .option('--max-concurrent <n>', 'trials at once; 0: as many as there is room for')
    .option('--time-budget <time>', 'when the study ends in any case, e.g. 90s or 2h')
    .option('--seed <seed>', 'of all that is drawn')
    .option('--pipe-key <key>', 'which pipeline of a file with several')
    .option('--resume', 'go on with the study if there is one of this name')
    .option('--dry-run', 'check everything and print the plan, but start nothing')
    .option('--verbose <level>', '0 silent, 1 usual, 2 starts too, 3 every result')
    .option('-v', 'more: 2, and twice 3', countUp)
    .option('-q, --quiet', 'as --verbose 0')
    .option('--no-keys', 'no keys in the live view')
    .option('--json', 'print an event a line, as JSON')
    .addHelpText('after', '\nExample:\n  attune run study.yaml --trials 20 -o scheduler.max_t=9')
    .action(
      act(cli, async (file: string, options: RunOptions) => {
        const { run } = await import('../run/run.ts')
        return run(cli, file, options)
      }),
    )
}
