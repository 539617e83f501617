import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune add` */
export function declareAdd(program: Command, _cli: Cli): void {
  program.command('add')
}
