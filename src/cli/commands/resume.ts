import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune resume` */
export function declareResume(program: Command, _cli: Cli): void {
  program.command('resume')
}
