import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune init` */
export function declareInit(program: Command, _cli: Cli): void {
  program.command('init')
}
