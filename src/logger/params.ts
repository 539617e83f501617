import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from '../protocol/json.ts'

/**
 * Writes a trial's config, constants included, to `params.json` in its folder: keys in order, numbers
 * that JSON lacks spelled as in the protocol, `{"$num": "NaN"}`.
 */
export function writeParams(trialDir: string, config: unknown): void {
  const plain: unknown = JSON.parse(encode(config))
  writeFileSync(join(trialDir, 'params.json'), `${JSON.stringify(inOrder(plain), null, 2)}\n`)
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const entries = Object.entries(value).map(([key, inner]) => [key, inOrder(inner)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
