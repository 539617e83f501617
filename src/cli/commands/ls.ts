import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune ls` */
export function declareLs(program: Command, _cli: Cli): void {
  program.command('ls')
}
