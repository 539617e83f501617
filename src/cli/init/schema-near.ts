import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const SCHEMA = join('node_modules', 'attune', 'dist', 'study.schema.json')

/**
 * Where an editor finds the schema of study files, relative to the folder of one: undefined where the
 * package is not installed beside it or above it.
 */
export function schemaNear(folder: string): string | undefined {
  for (let base = folder; ; base = dirname(base)) {
    const path = relative(folder, join(base, SCHEMA))
    if (existsSync(join(base, SCHEMA))) return path.startsWith('.') ? path : `./${path}`
    if (dirname(base) === base) return undefined
  }
}
