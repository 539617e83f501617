import type { Command } from 'commander'
import { act } from '../cli.ts'
import { collect } from '../running/collect.ts'
import type { Cli } from '../cli.ts'
import type { PlanOptions } from '../plan/plan.ts'

/** `attune plan` */
export function declarePlan(program: Command, cli: Cli): void {
  program
    .command('plan')
    .description('Say what a study would do and cost, before anything starts.')
    .argument('[study]', 'study file, or name or folder of a study', 'study.yaml')
    .option('-o, --override <key=value>', 'say it otherwise than the study file', collect)
    .option('--pipe-key <key>', 'which pipeline of a file with several')
    .option('--seconds-per-unit <seconds>', 'how long a trial takes for one iteration')
    .option('--trial-time <time>', 'how long a trial takes that runs to its end, e.g. 90s or 2h')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  attune plan study.yaml --trial-time 20m')
    .action(
      act(cli, async (study: string, options: PlanOptions) => {
        const { plan } = await import('../plan/plan.ts')
        return plan(cli, study, options)
      }),
    )
}
