import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { DoctorFlags } from '../doctor/doctor.ts'

/** `attune doctor` */
export function declareDoctor(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Say what this machine has, and what will not work on it.')
    .option('--python <path>', 'the Python that trials use (default: $ATTUNE_PYTHON, else python3)')
    .option('--json', 'print all findings as JSON')
    .addHelpText('after', '\nExample:\n  attune doctor --python .venv/bin/python')
    .action(
      act(cli, async (flags: DoctorFlags) => {
        const { examine } = await import('../doctor/doctor.ts')
        return examine(cli, flags)
      }),
    )
}
