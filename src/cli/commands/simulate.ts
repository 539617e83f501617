import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune simulate` */
export function declareSimulate(program: Command, _cli: Cli): void {
  program.command('simulate')
}
