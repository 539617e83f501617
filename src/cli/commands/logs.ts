import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune logs` */
export function declareLogs(program: Command, _cli: Cli): void {
  program.command('logs')
}
