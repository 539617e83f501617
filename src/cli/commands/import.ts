import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune import` */
export function declareImport(program: Command, _cli: Cli): void {
  program.command('import')
}
