import { existsSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { ConfigurationError } from '../../errors.ts'
import { splitWords } from '../../executor/command/split-words.ts'
import { parseTemplate, placeholdersOf } from '../../executor/template/template.ts'
import { outputMetrics, readsCommandLine } from './find-python.ts'
import { mergeKnobs } from './merge-knobs.ts'
import { parseHelp } from './parse-help.ts'
import { proposeSpace } from './propose-space.ts'
import { readHelp } from './read-help.ts'
import { readPythonSource } from './python-source.ts'
import type { Cli } from '../cli.ts'
import type { Found } from './found.ts'
import type { Knob } from './knob.ts'
import type { PythonSource } from './python-source.ts'

const NO_METRICS: Pick<Found, 'metrics' | 'printed'> = { metrics: [], printed: [] }

/** A command line that the user has written, with or without placeholders. */
export async function findCommandLine(
  cli: Cli,
  { line, python }: { readonly line: string; readonly python: string },
): Promise<Found> {
  const words = splitWords(line)
  const script = words.find((word) => word.endsWith('.py') && existsSync(resolve(cli.cwd, word)))
  const source =
    script === undefined
      ? undefined
      : await readPythonSource(cli, { script: resolve(cli.cwd, script), python })
  return findCommand(cli, { words, source })
}

/** A command: what its help says may be set, without what the words already set. */
export async function findCommand(
  cli: Cli,
  {
    words,
    source,
  }: { readonly words: readonly string[]; readonly source: PythonSource | undefined },
): Promise<Found> {
  const program = leadOf(words)
  const help = await helpOf(cli, program, source)
  const offered = mergeKnobs(parseHelp(help ?? ''), source?.options ?? [])
  const templates = words.map((word) => parseTemplate(word))
  const placeholders = placeholdersOf(templates)
  const knobs =
    placeholders.length > 0
      ? placeholders.map((name) => knobFor(name, words, offered))
      : offered.filter(({ flag }) => !words.some((word) => word.split('=', 1)[0] === flag))
  if (placeholders.length === 0) refuseMissing(knobs, words, program)
  const script = program.at(-1) ?? ''
  return {
    trainable: { kind: 'command', words },
    name: basename(script, extname(script)) || 'study',
    knobs,
    ...(source === undefined ? NO_METRICS : outputMetrics(source)),
    remarks: help === undefined ? [`${program.join(' ')} was not asked for its options.`] : [],
  }
}

/** The program and its script, without arguments. */
function leadOf(words: readonly string[]): readonly string[] {
  const script = words.findIndex((word) => /^[^-{][^{]*\.\w{1,4}$/.test(word))
  const options = words.findIndex((word) => /^-|\{/.test(word))
  const end = script >= 0 ? script + 1 : options > 0 ? options : words.length
  const rest = words.slice(end)
  // A subcommand has options of its own.
  return rest[0] === 'fit' ? words.slice(0, end + 1) : words.slice(0, end)
}

/** A Python script that reads no command line would start at once if it was asked. */
async function helpOf(
  cli: Cli,
  program: readonly string[],
  source: PythonSource | undefined,
): Promise<string | undefined> {
  if (source !== undefined && !readsCommandLine(source)) return undefined
  return readHelp(cli, program, { mustAnswer: source !== undefined })
}

/** The option whose value a placeholder is: `--lr {x}` or `--lr={x}`. */
function knobFor(name: string, words: readonly string[], offered: readonly Knob[]): Knob {
  const at = words.findIndex((word) => word.includes(`{${name}}`))
  const flag = words[at]?.startsWith('-') === true ? words[at]?.split('=', 1)[0] : words[at - 1]
  const known = offered.find((knob) => knob.flag === flag || knob.name === name)
  return { ...known, name, isPlaced: true }
}

function isUntuned(knob: Knob): boolean {
  return proposeSpace([knob]).parameters.length === 0
}

function refuseMissing(
  knobs: readonly Knob[],
  words: readonly string[],
  program: readonly string[],
): void {
  // Whether a word after the script is an argument that it asks for cannot be told.
  const hasArguments = words.length > program.length
  const missing = knobs.find(
    (knob) =>
      knob.isRequired === true && (knob.isPositional !== true || !hasArguments) && isUntuned(knob),
  )
  if (missing === undefined) return
  const what = missing.flag ?? missing.name.toUpperCase()
  throw new ConfigurationError(
    'INIT_ARGUMENT_NEEDED',
    `${basename(program.at(-1) ?? '')} does not start without ${what}, and its value cannot be guessed. Give it: ` +
      `attune init --command '${words.join(' ')} ${missing.flag === undefined ? '' : `${missing.flag} `}…'.`,
  )
}
