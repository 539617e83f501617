import { printJson } from '../print.ts'
import { SCRIPTS } from './scripts.ts'
import type { Cli } from '../cli.ts'
import type { Shell } from './shell.ts'

/** `attune completion SHELL` */
export function printScript(cli: Cli, shell: Shell, { json }: { readonly json: boolean }): void {
  const script = SCRIPTS[shell]
  if (json) printJson(cli.stdout, { shell, script })
  else cli.stdout.write(script)
}
