import { statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { ConfigurationError } from '../../errors.ts'
import { shellWord } from '../../shell-word.ts'
import type { Cli } from '../cli.ts'

/** What a study file may be called. */
const STUDY_FILES: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])
/** What is tuned, and no study file. */
const SCRIPTS: ReadonlySet<string> = new Set(['.py', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])

/** Whether a word of the command line names a study file, and not a study. */
export function looksLikeStudyFile({ cwd }: Cli, name: string): boolean {
  const file = statSync(resolve(cwd, name), { throwIfNoEntry: false })
  return file === undefined ? STUDY_FILES.has(extname(name)) : !file.isDirectory()
}

/**
 * Says at once what is no study file.
 * @throws {ConfigurationError} `STUDY_FILE_NOT_FOUND` where there is none, with what to do.
 */
export function assertStudyFile({ cwd }: Cli, name: string): void {
  const path = resolve(cwd, name)
  const file = statSync(path, { throwIfNoEntry: false })
  if (file === undefined) {
    throw notFound(`There is no file ${path}. Write one with attune init, or correct the path.`)
  }
  if (file.isDirectory()) {
    throw notFound(
      `${path} is a folder. Name the study file in it, or go on with a study: ` +
        `attune resume ${shellWord(name)}.`,
    )
  }
  if (!SCRIPTS.has(extname(path))) return
  throw notFound(
    `${path} is a script, and no study file. Write one for it first: attune init ${shellWord(name)}.`,
  )
}

function notFound(message: string): ConfigurationError {
  return new ConfigurationError('STUDY_FILE_NOT_FOUND', message, { path: ['file'] })
}
