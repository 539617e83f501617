import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune plan` */
export function declarePlan(program: Command, _cli: Cli): void {
  program.command('plan')
}
