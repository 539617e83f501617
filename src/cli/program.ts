import { Command } from 'commander'
import { packageVersion } from '../package-files.ts'
import type { Cli } from './cli.ts'
import { declareAdd } from './commands/add.ts'
import { declareBest } from './commands/best.ts'
import { declareCompletion } from './commands/completion.ts'
import { declareDoctor } from './commands/doctor.ts'
import { declareExport } from './commands/export.ts'
import { declareImport } from './commands/import.ts'
import { declareInit } from './commands/init.ts'
import { declareLogs } from './commands/logs.ts'
import { declareLs } from './commands/ls.ts'
import { declarePause } from './commands/pause.ts'
import { declarePlan } from './commands/plan.ts'
import { declareResume } from './commands/resume.ts'
import { declareRun } from './commands/run.ts'
import { declareShow } from './commands/show.ts'
import { declareSimulate } from './commands/simulate.ts'
import { declareStop } from './commands/stop.ts'
import { declareTrial } from './commands/trial.ts'

/** In the order in which they are needed, which is that of the help. */
const COMMANDS = [
  declareInit,
  declareRun,
  declareResume,
  declarePlan,
  declareLs,
  declareShow,
  declareTrial,
  declareBest,
  declareLogs,
  declareStop,
  declarePause,
  declareAdd,
  declareExport,
  declareImport,
  declareSimulate,
  declareDoctor,
  declareCompletion,
]

/**
 * All commands. What a command needs is imported when it is called, so that `--help` answers at once:
 * files under `commands/` import nothing heavy.
 */
export function makeProgram(cli: Cli): Command {
  const program = new Command('attune')
    .description('Tune anything that is expensive to try.')
    .version(packageVersion(), '-V, --version')
    .helpCommand(false)
    .showHelpAfterError('(run with --help for the options)')
    .addHelpText('after', '\nExample:\n  attune init train.py && attune run study.yaml')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void cli.stdout.write(text),
      writeErr: (text) => void cli.stderr.write(text),
    })
  for (const declare of COMMANDS) declare(program, cli)
  return program
}
