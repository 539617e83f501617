import type { Command } from 'commander'
import { act } from '../cli.ts'
import { collect } from '../running/collect.ts'
import type { Cli } from '../cli.ts'
import type { SimulateOptions } from '../simulate/simulate.ts'

/** `attune simulate` */
export function declareSimulate(program: Command, cli: Cli): void {
  program
    .command('simulate')
    .description('Replay the recorded trials of a study under other schedulers.')
    .argument('<study>', 'name or folder of the study')
    .option('-s, --scheduler <name>', "its name, or '{name: asha, max_t: 9}'")
    .option('-c, --compare <names>', 'several of them: asha,hyperband,median')
    .option('-o, --option <key=value>', 'an option of the schedulers, e.g. max_t=9', collect)
    .option('--max-concurrent <n>', 'trials at once; 0: as many as there is room for')
    .option('--startup <time>', 'what each start of a trial costs, e.g. 20s', '0s')
    .option('--seed <seed>', "of the schedulers; the study's unless given")
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  attune simulate digits --compare asha,hyperband -o max_t=27',
    )
    .action(
      act(cli, async (study: string, options: SimulateOptions) => {
        const { simulate } = await import('../simulate/simulate.ts')
        return simulate(cli, study, options)
      }),
    )
}
