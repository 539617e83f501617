import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { ConfigurationError, StorageError } from '../../errors.ts'
import { decide } from './decide.ts'
import { schemaNear } from './schema-near.ts'
import { sayWritten } from './say-written.ts'
import { studyText } from './study-text.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { InitFlags } from './options.ts'

/**
 * `attune init`: writes a study file, and says what is in it.
 * @throws {ConfigurationError} `INIT_FILE_EXISTS`, and what finding out and asking throws.
 * @throws {StorageError} `INIT_NOT_WRITABLE`.
 */
export async function initStudy(
  cli: Cli,
  script: string | undefined,
  flags: InitFlags,
): Promise<ExitCode> {
  const path = resolve(cli.cwd, flags.out)
  if (flags.force !== true && existsSync(path)) throw taken(path)
  const { study, found } = await decide(cli, script, flags)
  const shown = relative(cli.cwd, path)
  const text = studyText({ ...study, file: basename(path), schema: schemaNear(dirname(path)) })
  write(path, text, flags.force === true)
  sayWritten(cli, { path, shown, study, found, json: flags.json === true })
  return 0
}

function write(path: string, text: string, replace: boolean): void {
  try {
    writeFileSync(path, text, { flag: replace ? 'w' : 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw taken(path)
    throw new StorageError(
      'INIT_NOT_WRITABLE',
      `${path} cannot be written: ${message}. Make the folder ${dirname(path)}, or choose another file with --out.`,
      { cause: error },
    )
  }
}

function taken(path: string): ConfigurationError {
  return new ConfigurationError(
    'INIT_FILE_EXISTS',
    `${path} is there already. Replace it with --force, or choose another file with --out.`,
  )
}
