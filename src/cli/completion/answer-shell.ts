import { printLines } from '../print.ts'
import { complete } from './complete.ts'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { NOTHING } from './suggestion.ts'
import type { Suggestion, Suggestions } from './suggestion.ts'
import type { Shell } from './shell.ts'

/** `attune __complete`: never fails, because nobody would see why. */
export function answerShell({
  program,
  cli,
  shell,
  words,
}: {
  readonly program: Command
  readonly cli: Cli
  readonly shell: Shell
  readonly words: readonly string[]
}): void {
  let suggestions: Suggestions
  try {
    suggestions = complete({ program, cli, shell, words })
  } catch {
    suggestions = NOTHING
  }
  const { files, words: found } = suggestions
  printLines(cli.stdout, [files ? 'files' : 'words', ...found.map(lineOf)])
}

/** One line, whatever is in the description. */
function lineOf({ word, description }: Suggestion): string {
  return description === undefined ? word : `${word}\t${description.replaceAll(/\s+/g, ' ')}`
}
