import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune stop` */
export function declareStop(program: Command, _cli: Cli): void {
  program.command('stop')
}
