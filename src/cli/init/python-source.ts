import { ConfigurationError, show } from '../../errors.ts'
import { captureProgram } from '../capture-program.ts'
import { PYTHON_PROBE } from './python-probe.ts'
import type { Cli } from '../cli.ts'

/** What stands in a Python script. */
export interface PythonSource {
  /** Those at the top level. */
  readonly functions: readonly PythonFunction[]
  /** Modules, and what is imported from them as `module.name`. */
  readonly imports: readonly string[]
  /** Calls of `add_argument` and `option`, as far as they are literal. */
  readonly options: readonly PythonOption[]
  /** Metrics that are handed to `report()`. */
  readonly reported: readonly string[]
  /** Keys of dictionaries that are written as JSON. */
  readonly json: readonly string[]
  readonly printsJson: boolean
  /** Metrics that Lightning is told. */
  readonly logged: readonly string[]
  /** What is printed, with a NUL for each value. */
  readonly prints: readonly string[]
}

export interface PythonFunction {
  readonly name: string
  readonly parameters: readonly string[]
  /** How many parameters have no default. */
  readonly required: number
  /** Keys that it reads from its first parameter. */
  readonly keys: readonly { readonly name: string; readonly default?: unknown }[]
  /** Keys of the dictionaries that it returns. */
  readonly returned: readonly string[]
}

export interface PythonOption {
  readonly flags: readonly string[]
  readonly type?: string
  readonly default?: unknown
  readonly choices?: unknown
  readonly list?: boolean
}

/**
 * Reads a Python script without running it.
 * @throws {ConfigurationError} `PYTHON_NOT_FOUND`, or `INIT_SCRIPT_UNREADABLE` for a script that is no
 *   Python.
 */
export async function readPythonSource(
  cli: Cli,
  { script, python }: { readonly script: string; readonly python: string },
): Promise<PythonSource> {
  const argv = [python, '-c', PYTHON_PROBE, script]
  const env = { ...cli.env, PYTHONIOENCODING: 'utf-8' }
  const probe = await captureProgram(argv, { env, cwd: cli.cwd, timeoutMs: 30_000 })
  if (probe.error !== undefined) {
    throw new ConfigurationError(
      'PYTHON_NOT_FOUND',
      `The Python interpreter ${show(python)} cannot be run: ${probe.error.message}. Name another one ` +
        'with --interpreter or ATTUNE_PYTHON.',
      { cause: probe.error },
    )
  }
  if (probe.code === 0) return JSON.parse(probe.stdout) as PythonSource
  const reason = probe.isTimedOut ? 'it took too long' : probe.stderr.trim().split('\n').at(-1)
  throw new ConfigurationError(
    'INIT_SCRIPT_UNREADABLE',
    `${script} cannot be read as Python: ${reason}. Correct it, or name another interpreter with --interpreter.`,
  )
}
