import { locate } from '../../config/locate.ts'
import { readStudyFile } from '../../config/read-study-file.ts'
import type { StudyFile } from '../../config/read-study-file.ts'
import type { Cli } from '../cli.ts'

/** Which study file is meant, and what is said otherwise. */
export interface Reading {
  /** As it is to be called in messages. */
  readonly path: string
  /** `key.path=value` each. */
  readonly overrides: readonly string[]
  /** What it says, where it is not to be read from its path. */
  readonly text?: string
  /** What it and paths in `overrides` are relative to. @defaultValue the working directory */
  readonly cwd?: string
  /** Whether Python may be asked for a space that it declares. @defaultValue true */
  readonly asksPython?: boolean
}

/**
 * Reads a study file with what is said otherwise in the environment and on the command line.
 * @throws {ConfigurationError} for whatever is wrong with it, with line and column.
 */
export function readFile(cli: Cli, { path, ...given }: Reading): StudyFile {
  return readStudyFile(path, { env: cli.env, cwd: cli.cwd, ...given })
}

/** Does something with what a study file says; an error names the place in the file, where there is one. */
export function checked<T>(file: StudyFile, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw locate(error, file)
  }
}
