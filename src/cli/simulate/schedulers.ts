import { camelCase } from '../../config/words.ts'
import { plain } from '../../config/tree.ts'
import { readYamlValue } from '../../config/read-yaml.ts'
import { AttuneError, ConfigurationError, show } from '../../errors.ts'
import { createScheduler } from '../../schedule/create-scheduler.ts'
import type { Scheduler } from '../../schedule/scheduler.ts'

type Options = Readonly<Record<string, unknown>>

/**
 * The schedulers that a user names, each with the options that it has of those given.
 * @param names Names, or maps in YAML: `{name: asha, max_t: 9}`.
 * @param options `key=value`, for whichever scheduler has such an option.
 * @throws {ConfigurationError} `INVALID_ARGUMENT`, `UNKNOWN_SCHEDULER`, and what a scheduler throws.
 */
export function schedulersOf(
  names: readonly string[],
  options: readonly string[],
): readonly Scheduler[] {
  const common = options.map(assignment)
  const unused = new Map(common)
  const schedulers = names.map((text) => {
    const { name, own } = readName(text)
    let taken: Options = own
    for (const [key, value] of common) {
      if (!hasOption(name, own, key, value)) continue
      taken = { ...taken, [key]: value }
      unused.delete(key)
    }
    return createScheduler(name, taken)
  })
  // Nobody has it: the first one says which options there are.
  const [key] = unused.keys()
  const { name, own } = readName(names[0] ?? '')
  if (key !== undefined) createScheduler(name, { ...own, [key]: unused.get(key) })
  return schedulers
}

/** The entries of a list that a user wrote with commas, maps included. */
export function listOf(text: string): readonly string[] {
  return text
    .split(/,(?![^{]*\})/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

function assignment(text: string): readonly [key: string, value: unknown] {
  const split = text.indexOf('=')
  if (split < 1) {
    throw new ConfigurationError(
      'INVALID_ARGUMENT',
      `-o is ${show(text)}. Give an option of the scheduler and its value: -o max_t=9.`,
      { path: ['option'] },
    )
  }
  return [camelCase(text.slice(0, split).trim()), valueOf(text.slice(split + 1), `-o ${text}`)]
}

function readName(text: string): { readonly name: string; readonly own: Options } {
  const value = text.startsWith('{') ? valueOf(text, text) : { name: text }
  const { name, ...own } = Object(value) as { readonly name?: unknown } & Options
  if (typeof name !== 'string') {
    throw new ConfigurationError(
      'INVALID_ARGUMENT',
      `The scheduler is ${show(text)}. Give its name, or a map with it: '{name: asha, max_t: 9}'.`,
      { path: ['scheduler'] },
    )
  }
  const options = Object.entries(own).map(([key, option]) => [camelCase(key), option])
  const bare = name.toLowerCase().replaceAll('-', '_')
  return { name: bare, own: Object.fromEntries(options) as Options }
}

function hasOption(name: string, own: Options, key: string, value: unknown): boolean {
  try {
    createScheduler(name, { ...own, [key]: value })
    return true
  } catch (error) {
    if (!(error instanceof AttuneError) || error.code !== 'UNKNOWN_OPTION') throw error
    // Of another option it is not asked here.
    if (error.path?.at(-1) !== key) throw error
    return false
  }
}

function valueOf(text: string, origin: string): unknown {
  return plain(readYamlValue(text, { kind: 'option', text: origin }))
}
