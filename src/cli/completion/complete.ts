import { placeOf } from './place.ts'
import { FILES, NOTHING, only } from './suggestion.ts'
import { studyNames } from './study-names.ts'
import { trialIds } from './trial-ids.ts'
import type { Command, Option } from 'commander'
import type { Cli } from '../cli.ts'
import type { Place } from './place.ts'
import type { Suggestion, Suggestions } from './suggestion.ts'
import type { Shell } from './shell.ts'

const STUDY = /^stud(?:y|ies)$/
const TRIAL = /^(?:(?:trial[-_ ]?)?ids?|trials?)$/

/** What a shell asks. */
export interface Question {
  readonly program: Command
  readonly cli: Cli
  readonly shell: Shell
  /** Of the command line, the last one is to be completed. */
  readonly words: readonly string[]
}

/**
 * What may come at the end of a command line: found in the commands themselves, in the folder for
 * studies and in the study that is named.
 */
export function complete({ program, cli, shell, words }: Question): Suggestions {
  const place = placeOf(program, words, shell)
  const suggestions = suggest(place, cli)
  return {
    files: suggestions.files,
    words: suggestions.words
      .filter(({ word }) => word.startsWith(place.current))
      .map((suggestion) => ({ ...suggestion, word: place.prefix + suggestion.word })),
  }
}

function suggest(place: Place, cli: Cli): Suggestions {
  const { command, option, argument, current, isAfterDashes } = place
  if (option !== undefined) {
    const { argChoices, description } = option
    return valuesOf({ name: nameOf(option), argChoices, description }, place, cli)
  }
  if (current.startsWith('-') && !isAfterDashes) return only(optionsOf(place))
  if (place.atCommand) return only(commandsOf(command))
  if (argument === undefined) return only(optionsOf(place))
  const { argChoices, description } = argument
  return valuesOf({ name: argument.name(), argChoices, description }, place, cli)
}

/** What stands between the angles of `--option <value>`. */
function nameOf({ flags }: Option): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? ''
}

function valuesOf(
  value: {
    readonly name: string
    readonly argChoices?: readonly string[] | undefined
    readonly description: string
  },
  { before, current }: Place,
  cli: Cli,
): Suggestions {
  const { name, argChoices, description } = value
  if (argChoices !== undefined) return only(argChoices.map((word) => ({ word })))
  if (STUDY.test(name)) {
    const known = studyNames(cli).filter((word) => word.startsWith(current))
    const files = known.length === 0 || /\bstudy file\b/.test(description)
    return { words: known.map((word) => ({ word })), files }
  }
  if (TRIAL.test(name)) return only(trialIds(cli, before[0]))
  return isPath(name) ? FILES : NOTHING
}

/** Names of numbers and of words that nobody can guess are left to the user. */
function isPath(name: string): boolean {
  return /file|path|dir|folder|script|module|source|target|config|program|out|yaml/i.test(name)
}

function commandsOf(program: Command): readonly Suggestion[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({ word: command.name(), description: command.description() }))
}

/** Those that have not been given, or may be given again. */
function optionsOf({ command, used }: Place): readonly Suggestion[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) => {
      const { long, short, description, variadic } = option
      const word = long ?? short
      const isGiven = used.includes(option) && !variadic && !/repeat/i.test(description)
      return word === undefined || isGiven ? [] : [{ word, description }]
    })
}
