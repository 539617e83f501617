import { basename, relative } from 'node:path'
import { shellWord } from '../../shell-word.ts'
import { studyPath } from '../study-path.ts'
import type { Cli } from '../cli.ts'

/**
 * The shortest that a user can write on the command line, here and now, to mean the study in a folder:
 * its name where that is enough, else a path.
 */
export function studyName(cli: Cli, dir: string): string {
  const name = basename(dir)
  if (studyPath(cli, name) === dir) return shellWord(name)
  const path = relative(cli.cwd, dir)
  return shellWord(path.startsWith('..') || path === '' ? dir : path)
}
