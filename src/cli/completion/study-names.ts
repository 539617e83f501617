import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { hasStudy } from '../../tuner/study-folder.ts'
import { storageFolder } from '../study-path.ts'
import type { Cli } from '../cli.ts'

/** The studies in the folder for studies, by name. */
export function studyNames(cli: Cli): readonly string[] {
  const root = storageFolder(cli)
  try {
    return readdirSync(root)
      .filter((name) => hasStudy(join(root, name)))
      .sort()
  } catch {
    return []
  }
}
