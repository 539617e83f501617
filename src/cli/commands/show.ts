import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune show` */
export function declareShow(program: Command, _cli: Cli): void {
  program.command('show')
}
