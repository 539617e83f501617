import { Argument } from 'commander'
import { act } from '../cli.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import type { Shell } from '../completion/shell.ts'

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish']

/** `attune completion`, and the hidden command that the shells then ask. */
export function declareCompletion(program: Command, cli: Cli): void {
  program
    .command('completion')
    .description('Print a script that lets a shell complete commands, options, studies and trials.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .option('--json', 'print the script inside JSON')
    .addHelpText('after', '\nExample:\n  source <(attune completion bash)')
    .action(
      act(cli, async (shell: Shell, { json = false }: { readonly json?: boolean }) => {
        const { printScript } = await import('../completion/print-script.ts')
        printScript(cli, shell, { json })
      }),
    )
  program
    .command('__complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .argument('[words...]')
    .action(
      act(cli, async (shell: Shell, words: readonly string[]) => {
        const { answerShell } = await import('../completion/answer-shell.ts')
        answerShell({ program, cli, shell, words })
      }),
    )
}
