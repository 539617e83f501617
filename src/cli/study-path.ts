import { isAbsolute, join, resolve } from 'node:path'
import { hasStudy } from '../tuner/study-folder.ts'
import type { Cli } from './cli.ts'

/** Absolute path of the folder that studies are in: `ATTUNE_STORAGE`, or `attune_results`. */
export function storageFolder({ cwd, env }: Cli): string {
  return resolve(cwd, env['ATTUNE_STORAGE'] ?? 'attune_results')
}

/**
 * The folder of the study that a user names: a path, or the name of a study under `attune_results` (or
 * `ATTUNE_STORAGE`). Where there is none it is the path, of which the reader says what is missing.
 */
export function studyPath(cli: Cli, study: string): string {
  const path = resolve(cli.cwd, study)
  if (hasStudy(path) || isAbsolute(study)) return path
  const named = join(storageFolder(cli), study)
  return hasStudy(named) ? named : path
}
