import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigurationError, show } from '../../errors.ts'
import { checkNames } from '../../option-checks.ts'
import { ownEnvironment } from '../process/own-environment.ts'
import { parseTemplate } from '../template/template.ts'
import type { TemplatePart } from '../template/template.ts'

export interface PythonOptions {
  /**
   * Name of the function in the script that is called with the config. Without it the script runs as
   * it would by itself, and takes its config from `attune.get_config()` or `params.json`.
   */
  readonly function?: string
  /** Path or name of the interpreter, 3.9 or newer. @defaultValue `$ATTUNE_PYTHON`, else `python3` */
  readonly python?: string
  /**
   * Further command-line arguments, which the script finds in `sys.argv[1:]`. Each `{path}` in them is
   * replaced by that value of the trial's config, as in a command: `['--lr', '{lr}']`.
   */
  readonly args?: readonly string[]
  /**
   * Whether trials are forked from one process that has imported the script, so that imports are paid
   * once a study. Where that cannot be, each trial starts an interpreter, and the reason is told.
   * @defaultValue true on Linux
   */
  readonly warm?: boolean
  /** Call `function(**config)` instead of `function(config)`. @defaultValue false */
  readonly spread?: boolean
  /** Working directory of the trials. @defaultValue the tuner's */
  readonly cwd?: string
  /** Environment variables to add; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A module by the name under which Python imports it, from the working directory or installed. */
export interface PythonModule {
  /** E.g. `mypackage.train`. */
  readonly module: string
}

/** A Python script, or a function in it, as a trainable. Plain data. */
export interface PythonTrainable {
  readonly kind: 'python'
  /** Absolute path; the name of a module where `isModule`. */
  readonly script: string
  readonly isModule: boolean
  readonly function: string | undefined
  readonly python: string
  /** With placeholders; see {@link argumentTemplates}. */
  readonly args: readonly string[]
  readonly spread: boolean
  readonly warm: boolean
  /** Absolute path. */
  readonly cwd: string | undefined
  /** Null removes a variable. */
  readonly env: Readonly<Record<string, string | null>>
}

/**
 * A Python script as a trainable, e.g. `python('train.py', { function: 'train' })`. It finds the package
 * `attune` without an installation. A relative path is relative to the working directory.
 * `python({ module: 'mypackage.train' }, …)` names a module, as `python -m` does.
 * @throws {ConfigurationError} `PYTHON_SCRIPT_NOT_FOUND` when there is no such file, and
 *   `INVALID_PYTHON_OPTION` for a function name that Python cannot have, or `spread` without one, and
 *   `INVALID_PLACEHOLDER` for a brace in `args` that belongs to none.
 */
export function python(
  script: string | URL | PythonModule,
  options: PythonOptions = {},
): PythonTrainable {
  checkNames('python', options, ['function', 'python', 'args', 'spread', 'warm', 'cwd', 'env'])
  const isModule = typeof script === 'object' && !(script instanceof URL)
  const path = isModule ? moduleName(script) : scriptPath(script)
  checkFunction(options)
  const args = options.args ?? []
  argumentTemplates({ args })
  return Object.freeze({
    kind: 'python',
    script: path,
    isModule,
    function: options.function,
    python: options.python ?? (process.env['ATTUNE_PYTHON'] || 'python3'),
    args: Object.freeze([...args]),
    spread: options.spread ?? false,
    warm: options.warm ?? process.platform === 'linux',
    cwd: options.cwd === undefined ? undefined : resolve(options.cwd),
    env: ownEnvironment(options.env),
  })
}

/** The arguments of a Python trainable, with the placeholders in them. */
export function argumentTemplates({
  args,
}: Pick<PythonTrainable, 'args'>): readonly (readonly TemplatePart[])[] {
  return args.map((argument) => parseTemplate(argument))
}

function scriptPath(script: string | URL): string {
  const path = script instanceof URL ? fileURLToPath(script) : resolve(script)
  if (existsSync(path)) return path
  throw new ConfigurationError(
    'PYTHON_SCRIPT_NOT_FOUND',
    `There is no Python script ${path}. Give its path, best as new URL('./train.py', import.meta.url).`,
  )
}

function moduleName({ module }: PythonModule): string {
  if (
    typeof module === 'string' &&
    /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(module)
  ) {
    return module
  }
  throw new ConfigurationError(
    'INVALID_PYTHON_OPTION',
    `module is ${show(module)}, which is no name of a Python module. Give it as Python imports it, e.g. 'mypackage.train'.`,
  )
}

function checkFunction({ function: name, spread }: PythonOptions): void {
  if (name !== undefined && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    throw new ConfigurationError(
      'INVALID_PYTHON_OPTION',
      `function is ${show(name)}, which is no name of a Python function. Give the name alone, e.g. 'train'.`,
    )
  }
  if (spread && name === undefined) {
    throw new ConfigurationError(
      'INVALID_PYTHON_OPTION',
      'spread is set without function: name the function that takes the config as keyword arguments.',
    )
  }
}
