import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune pause` */
export function declarePause(program: Command, _cli: Cli): void {
  program.command('pause')
}
