import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune run` */
export function declareRun(program: Command, _cli: Cli): void {
  program.command('run')
}
