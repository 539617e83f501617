import { execFile, spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ConfigurationError, show } from '../../errors.ts'
import { decode } from '../../protocol/json.ts'
import { PYTHON_FOLDER, withoutTrial } from '../process/trial-environment.ts'
import type { PythonTrainable } from './python.ts'

/** `python -m attune.describe`, whatever lies in the working directory. */
const DESCRIBE = join(PYTHON_FOLDER, 'attune', 'describe.py')
/** More than any space is long. */
const MOST_BYTES = 64 * 2 ** 20
/** How many of its last lines say why a script failed. */
const LAST_LINES = 5

/** What a process has come to. */
interface Answer {
  readonly error: Error | undefined
  readonly stdout: string
  readonly stderr: string
}

/**
 * What a Python function declares as its `param_space`, in the form of study files; undefined where it
 * declares none. Imports the script, in a process of its own.
 * @throws {ConfigurationError} `INVALID_PYTHON_OPTION` without a function, `PYTHON_NOT_FOUND`, and
 *   `DECLARED_SPACE_UNREADABLE` where the script fails or the space is none, with its last lines.
 */
export function askForSpace(trainable: PythonTrainable): Promise<unknown> {
  const { file, args, options } = questionOf(trainable)
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      try {
        resolve(read(trainable, { error: error ?? undefined, stdout, stderr }))
      } catch (reason) {
        reject(reason)
      }
    })
  })
}

/** As {@link askForSpace}, at once. */
export function askForSpaceNow(trainable: PythonTrainable): unknown {
  const { file, args, options } = questionOf(trainable)
  const { error, status, signal, stdout, stderr } = spawnSync(file, args, options)
  const failed = status === 0 ? undefined : new Error(`It ended with ${status ?? signal}.`)
  return read(trainable, { error: error ?? failed, stdout, stderr })
}

function questionOf(trainable: PythonTrainable) {
  const { script, isModule, function: name, python, args, cwd, env } = trainable
  if (name === undefined) {
    throw new ConfigurationError(
      'INVALID_PYTHON_OPTION',
      `${script} runs as a script, and only a function declares a space. Name it: python(script, { function: 'train' }).`,
    )
  }
  const own: Record<string, string | null | undefined> = { ...withoutTrial(process.env), ...env }
  const path = [PYTHON_FOLDER, own['PYTHONPATH']].filter(Boolean).join(delimiter)
  const set = Object.entries({ ...own, PYTHONPATH: path }).filter(([, value]) => value !== null)
  return {
    file: python,
    args: [DESCRIBE, '--function', name, ...(isModule ? ['--module'] : []), script, ...args],
    options: {
      encoding: 'utf8' as const,
      maxBuffer: MOST_BYTES,
      env: Object.fromEntries(set) as NodeJS.ProcessEnv,
      ...(cwd === undefined ? {} : { cwd }),
    },
  }
}

function read(trainable: PythonTrainable, { error, stdout, stderr }: Answer): unknown {
  const { python, script, function: name } = trainable
  if (error !== undefined && 'code' in error && typeof error.code === 'string') {
    throw new ConfigurationError(
      'PYTHON_NOT_FOUND',
      `The Python interpreter ${show(python)} cannot be run: ${error.code}. Name another with the option ` +
        'python or ATTUNE_PYTHON.',
      { cause: error },
    )
  }
  if (error !== undefined) {
    const said = stderr.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
    throw new ConfigurationError(
      'DECLARED_SPACE_UNREADABLE',
      `${script} could not be asked for the space that ${name} declares:\n${said || error.message}`,
      { cause: error },
    )
  }
  const { space } = decode(stdout) as { readonly space: unknown }
  return space ?? undefined
}
