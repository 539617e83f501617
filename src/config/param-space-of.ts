import { ConfigurationError, show } from '../errors.ts'
import { askForSpace } from '../executor/python/declared-space.ts'
import { spaceFromForm } from './space/declared-space.ts'
import type { PythonTrainable } from '../executor/python/python.ts'

/**
 * The space that a Python function declares as its `param_space`, for a Tuner:
 * `await paramSpaceOf(python('train.py', { function: 'tune' }))`. Imports the script, in a process of its
 * own.
 * @throws {ConfigurationError} `INVALID_PYTHON_OPTION` without a function, `PYTHON_NOT_FOUND`,
 *   `DECLARED_SPACE_UNREADABLE` where the script fails, with its last lines, and `NO_DECLARED_SPACE`
 *   where the function declares none.
 */
export async function paramSpaceOf(trainable: PythonTrainable): Promise<object> {
  if (trainable?.kind !== 'python') {
    throw new ConfigurationError(
      'INVALID_OPTION',
      `paramSpaceOf takes a Python trainable, got ${show(trainable)}. Give python('train.py', { function: 'train' }).`,
    )
  }
  const form = await askForSpace(trainable)
  if (form === undefined) throw noDeclaredSpace(trainable)
  return spaceFromForm(form, declaredBy(trainable))
}

/** E.g. `train.py:tune`. */
export function declaredBy({ script, function: name }: PythonTrainable): string {
  return `${script}:${name}`
}

/** The error for a function that declares no space, where one is wanted. */
export function noDeclaredSpace(trainable: PythonTrainable): ConfigurationError {
  return new ConfigurationError(
    'NO_DECLARED_SPACE',
    `${declaredBy(trainable)} declares no space. Set it in Python, ` +
      `${trainable.function}.param_space = {"lr": attune.loguniform(1e-4, 1e-1)}, or give it to the tuner.`,
  )
}
