import { ConfigurationError } from '../../errors.ts'

const SHELL_ONLY = /[|&;<>()`]/

/**
 * Splits a command line into its arguments as a POSIX shell would: at blanks, with '…', "…" and \
 * taking the special meaning of what they quote. Nothing is expanded.
 * @throws {ConfigurationError} `UNCLOSED_QUOTE`, or `SHELL_SYNTAX` for what only a shell understands.
 */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: '"' | "'" | undefined
  for (let index = 0; index < line.length; index++) {
    const character = line[index] as string
    const next = line[index + 1]
    if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character
      word ??= ''
    } else if (character === quote) {
      quote = undefined
    } else if (character === '\\' && quote !== "'" && next !== undefined) {
      // Within "…" a backslash is itself, except before what would be special there.
      word = (word ?? '') + (quote === '"' && !'"\\$`'.includes(next) ? character : '') + next
      index += 1
    } else {
      if (quote !== "'") refuseShellSyntax(line, character, next, quote)
      word = (word ?? '') + character
    }
  }
  if (quote !== undefined) {
    throw new ConfigurationError(
      'UNCLOSED_QUOTE',
      `The command ${JSON.stringify(line)} has a ${quote} that is not closed. Close it, or write \\${quote}.`,
    )
  }
  if (word !== undefined) words.push(word)
  return words
}

function refuseShellSyntax(
  line: string,
  character: string,
  next: string | undefined,
  quote: string | undefined,
): void {
  const isVariable = character === '$' && next !== undefined && /[A-Za-z_{(]/.test(next)
  if (!isVariable && character !== '`' && (quote || !SHELL_ONLY.test(character))) return
  throw new ConfigurationError(
    'SHELL_SYNTAX',
    `The command ${JSON.stringify(line)} has ${isVariable ? `$${next}` : character}, which only a ` +
      "shell understands, and none is used. Quote it with '…' if it is meant as it stands, or set " +
      '{ shell: true }.',
  )
}
