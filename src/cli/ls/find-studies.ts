import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { hasStudy } from '../../tuner/study-folder.ts'

/** How far below the folder studies are looked for. */
const DEPTH = 3

/**
 * The folders of all studies in a folder and a few levels below, by name. A study's own folder is not
 * looked into, nor are hidden ones and those that cannot be read.
 */
export function findStudies(folder: string, depth: number = DEPTH): string[] {
  if (hasStudy(folder)) return [folder]
  if (depth < 0) return []
  return foldersIn(folder).flatMap((name) => findStudies(join(folder, name), depth - 1))
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('.') && name !== 'node_modules')
      .sort()
  } catch {
    return []
  }
}
