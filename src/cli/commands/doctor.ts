import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune doctor` */
export function declareDoctor(program: Command, _cli: Cli): void {
  program.command('doctor')
}
