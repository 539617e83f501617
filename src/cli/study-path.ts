import { isAbsolute, join, resolve } from 'node:path'
import { hasStudy, storageRoot } from '../tuner/study-folder.ts'
import type { Cli } from './cli.ts'

/**
 * The folder of the study that a user names: a path, or the name of a study under `attune_results` (or
 * `ATTUNE_STORAGE`). Where there is none it is the path, of which the reader says what is missing.
 */
export function studyPath(cli: Cli, study: string): string {
  const path = resolve(cli.cwd, study)
  if (hasStudy(path) || isAbsolute(study)) return path
  const root = resolve(cli.cwd, storageRoot(cli.env['ATTUNE_STORAGE']))
  const named = join(root, study)
  return hasStudy(named) ? named : path
}
