import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune completion` */
export function declareCompletion(program: Command, _cli: Cli): void {
  program.command('completion')
}
