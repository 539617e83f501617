import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune best` */
export function declareBest(program: Command, _cli: Cli): void {
  program.command('best')
}
