import { readFileSync, statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { ConfigurationError, show } from '../../errors.ts'
import { findCommand, findCommandLine } from './find-command.ts'
import {
  foundPython,
  functionOf,
  importsAttune,
  readsCommandLine,
  usesLightningCLI,
} from './find-python.ts'
import { moduleRemark } from './module-kind.ts'
import { readModuleSource } from './module-source.ts'
import { readPythonSource } from './python-source.ts'
import type { Cli } from '../cli.ts'
import type { Found } from './found.ts'
import type { Target } from './options.ts'

const MODULE = /\.[cm]?[jt]s$/

interface Wishes {
  /** The Python interpreter. */
  readonly python: string
  /** The function to call. */
  readonly function: string | undefined
}

/**
 * Finds out what a target is, how it is called, what it lets its caller set and what it reports.
 * @throws {ConfigurationError} `INIT_SCRIPT_NOT_FOUND`, `INIT_NOTHING_TO_TUNE`,
 *   `INIT_FUNCTION_NOT_FOUND`, `INIT_SCRIPT_UNREADABLE`, `INIT_HELP_FAILED`, `INIT_ARGUMENT_NEEDED`,
 *   and what a command line itself can have wrong.
 */
export function findTrainable(cli: Cli, target: Target, wishes: Wishes): Promise<Found> {
  const { as, text } = target
  if (as === 'command') return findCommandLine(cli, { line: text, python: wishes.python })
  const path = resolve(cli.cwd, text)
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    if (as === 'auto' && /\s/.test(text)) {
      return findCommandLine(cli, { line: text, python: wishes.python })
    }
    throw new ConfigurationError(
      'INIT_SCRIPT_NOT_FOUND',
      `There is no file ${path}. Give the path of a script, or a command line with --command.`,
    )
  }
  if (as === 'module' || (as === 'auto' && MODULE.test(path))) {
    return Promise.resolve(findModule(path, wishes))
  }
  if (as === 'python' || extname(path) === '.py') return findPython(cli, path, text, as, wishes)
  const words = [text.includes('/') ? text : `./${text}`]
  return findCommand(cli, { words, source: undefined })
}

function findModule(path: string, wishes: Wishes): Found {
  const source = readModuleSource(readFileSync(path, 'utf8'))
  const { functions } = source
  const name =
    wishes.function ?? functions.find((f) => /^(?:default|train|objective)/.test(f)) ?? functions[0]
  if (name === undefined || !functions.includes(name)) {
    throw new ConfigurationError(
      'INIT_FUNCTION_NOT_FOUND',
      `${path} exports no function${wishes.function === undefined ? '' : ` ${show(wishes.function)}`}. ` +
        (functions.length === 0
          ? 'Export one that takes a config and reports metrics.'
          : `It exports: ${functions.join(', ')}.`),
    )
  }
  const remark = moduleRemark(path)
  return {
    trainable: { kind: 'module', module: path, export: name },
    name: basename(path, extname(path)),
    knobs: source.knobs,
    metrics: source.metrics,
    printed: [],
    remarks: remark === undefined ? [] : [remark],
  }
}

async function findPython(
  cli: Cli,
  path: string,
  shown: string,
  as: Target['as'],
  wishes: Wishes,
): Promise<Found> {
  const source = await readPythonSource(cli, { script: path, python: wishes.python })
  const called = functionOf(source, wishes.function)
  if (called !== undefined || as === 'python') return foundPython(path, source, called)
  if (readsCommandLine(source)) {
    const words = [wishes.python, shown.replaceAll(/[{}]/g, '$&$&')]
    if (usesLightningCLI(source)) words.push('fit')
    return findCommand(cli, { words, source })
  }
  if (importsAttune(source)) return foundPython(path, source, undefined)
  throw new ConfigurationError(
    'INIT_NOTHING_TO_TUNE',
    `${path} has no function that takes a config, and reads no command line. Give it one, e.g. ` +
      'def train(config), or name a function with --function, or give a command with --command.',
  )
}
