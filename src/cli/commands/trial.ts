import type { Command } from 'commander'
import type { Cli } from '../cli.ts'

/** `attune trial` */
export function declareTrial(program: Command, _cli: Cli): void {
  program.command('trial')
}
