import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

/** The folder itself, or the nearest above it that is there: on the same disk, most likely. */
export function nearestFolder(path: string): string {
  let folder = path
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}
