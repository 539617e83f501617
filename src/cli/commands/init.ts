import { Option } from 'commander'
import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { InitFlags } from '../init/options.ts'

const SCHEDULERS = ['asha', 'fifo', 'hyperband', 'median_stopping_rule']
const SEARCHERS = [
  'auto',
  'random',
  'quasi-random',
  'tpe',
  'gp',
  'cqr',
  'cma-es',
  'de',
  'regularized-evolution',
]

/** `attune init` */
export function declareInit(program: Command, cli: Cli): void {
  program
    .command('init')
    .description('Write a study file for a script, with a proposal of what to vary.')
    .argument('[script]', 'a Python script, a TypeScript or JavaScript module, or a program')
    .option('--python <script>', 'tune this as a Python script or function')
    .option('--module <file>', 'tune an exported function of this module')
    .option('--command <line>', 'tune this command line; {name} is replaced by a value')
    .option('--function <name>', 'the function that is called with the config')
    .option(
      '--interpreter <path>',
      'the Python to read the script with (default: $ATTUNE_PYTHON, else python3)',
    )
    .option('--metric <name>', 'the reported metric that counts')
    .addOption(
      new Option('--mode <mode>', 'whether it is to be small or large').choices(['min', 'max']),
    )
    .option('--trials <count>', 'how many trials (default: 50)')
    .addOption(
      new Option('--scheduler <name>', 'who ends poor trials early')
        .choices(SCHEDULERS)
        .default('asha'),
    )
    .addOption(
      new Option('--search <name>', 'who chooses the values').choices(SEARCHERS).default('auto'),
    )
    .option('--name <name>', "the study's name (default: that of the script)")
    .option('-o, --out <file>', 'where to write', 'study.yaml')
    .option('-f, --force', 'replace a file that is there')
    .option('-y, --yes', 'ask nothing: take what was found')
    .option('--json', 'print what was proposed as JSON, and ask nothing')
    .addHelpText('after', '\nExample:\n  attune init train.py --metric val_loss --trials 30')
    .action(
      act(cli, async (script: string | undefined, flags: InitFlags) => {
        const { initStudy } = await import('../init/init.ts')
        return initStudy(cli, script, flags)
      }),
    )
}
