import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune export` */
export function declareExport(program: Command, _cli: Cli): void {
  program.command('export')
}
