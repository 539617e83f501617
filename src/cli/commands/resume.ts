import type { Command } from 'commander'
import { act } from '../cli.ts'
import { collect, countUp } from '../running/collect.ts'
import type { Cli } from '../cli.ts'
import type { ResumeOptions } from '../resume/resume.ts'

/** `attune resume` */
export function declareResume(program: Command, cli: Cli): void {
  program
    .command('resume')
    .description('Go on with a study that was interrupted, or with paused trials of a running one.')
    .argument('<study>', 'name or folder of the study')
    .argument('[trial...]', 'trials that `attune pause` has paused')
    .option('-o, --override <key=value>', 'what shall be different from now on', collect)
    .option('--trials <n>', 'how many there shall be; -1 for no end')
    .option('--max-concurrent <n>', 'trials at once; 0: as many as there is room for')
    .option('--time-budget <time>', 'when the study ends in any case, e.g. 90s or 2h')
    .option('--errored', 'let failed trials go on from their checkpoints')
    .option('--restart-errored', 'let failed trials begin again')
    .option('--verbose <level>', '0 silent, 1 usual, 2 starts too, 3 every result')
    .option('-v', 'more: 2, and twice 3', countUp)
    .option('-q, --quiet', 'as --verbose 0')
    .option('--no-keys', 'no keys in the live view')
    .option('--json', 'print an event a line, as JSON')
    .addHelpText('after', '\nExample:\n  attune resume digits --trials 100')
    .action(
      act(cli, async (study: string, trials: readonly string[], options: ResumeOptions) => {
        const { resume } = await import('../resume/resume.ts')
        return resume(cli, study, trials, options)
      }),
    )
}
