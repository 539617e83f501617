import type { Argument, Command, Option } from 'commander'
import type { Shell } from './shell.ts'

/** Where on a command line the cursor is. */
export interface Place {
  /** The command, or the program itself while there is none. */
  readonly command: Command
  /** Whether a command may come here. */
  readonly atCommand: boolean
  /** What has been written of the word, without `--option=` before it. */
  readonly current: string
  /** What a shell expects before each suggestion: `--option=`, where it is part of the word. */
  readonly prefix: string
  /** The option whose value this is. */
  readonly option: Option | undefined
  /** The argument that this is. */
  readonly argument: Argument | undefined
  /** Arguments before it. */
  readonly before: readonly string[]
  /** Options before it. */
  readonly used: readonly Option[]
  /** Whether `--` is before it, so that no options come any more. */
  readonly isAfterDashes: boolean
}

/** Follows the words as commander will, from left to right. The last one is where the cursor is. */
export function placeOf(program: Command, given: readonly string[], shell: Shell): Place {
  const words = shell === 'bash' ? joinedAtEquals(given) : given
  const current = words.at(-1) ?? ''
  let command = program
  let option: Option | undefined
  let isAfterDashes = false
  const before: string[] = []
  const used: Option[] = []
  for (const word of words.slice(0, -1)) {
    if (option !== undefined) {
      option = undefined
    } else if (word === '--' && !isAfterDashes) {
      isAfterDashes = true
    } else if (!isAfterDashes && word.startsWith('-')) {
      const [name = '', value] = word.split('=', 2)
      const known = optionOf(command, name)
      if (known !== undefined) used.push(known)
      if (known?.required === true && value === undefined) option = known
    } else {
      const next = command === program ? commandOf(program, word) : undefined
      if (next === undefined) before.push(word)
      else command = next
    }
  }
  const inline = option === undefined && !isAfterDashes ? /^(--[^=]+)=(.*)$/.exec(current) : null
  const own = inline ? optionOf(command, inline[1] ?? '') : undefined
  return {
    command,
    atCommand: command === program && before.length === 0,
    current: inline?.[2] ?? current,
    // bash takes `=` for the beginning of a new word.
    prefix: inline && shell !== 'bash' ? `${inline[1]}=` : '',
    option: option ?? own,
    argument: argumentOf(command, before.length),
    before,
    used,
    isAfterDashes,
  }
}

/** bash hands over `--mode=mi` as three words. */
function joinedAtEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = []
  for (const [i, word] of words.entries()) {
    const last = joined.at(-1)
    const isPart = word === '=' || words[i - 1] === '='
    if (isPart && last?.startsWith('--') === true) joined[joined.length - 1] = last + word
    else joined.push(word)
  }
  return joined
}

function commandOf(program: Command, name: string): Command | undefined {
  return program.commands.find(
    (command) => command.name() === name || command.aliases().includes(name),
  )
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find(({ short, long }) => short === name || long === name)
}

/** The last one may take any number of words. */
function argumentOf({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1)
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined)
}
