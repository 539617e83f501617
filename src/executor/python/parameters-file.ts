import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError, show } from '../../errors.ts'
import { encode } from '../../protocol/json.ts'

/** Name of the file, inside the study's folder, that hands constants to Python trials. */
const PARAMETERS_FILE = '.parameters.json'

/**
 * Writes the constants of `withParameters` where every trial reads them, and returns the file's path.
 * Typed arrays become lists.
 * @throws {ConfigurationError} `PARAMETERS_NOT_JSON` when one of them cannot be written as JSON.
 */
export function writeParametersFile(
  studyDir: string,
  parameters: Readonly<Record<string, unknown>>,
): string {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(parameters)) plain[name] = plainCopy(value, name)
  const path = join(studyDir, PARAMETERS_FILE)
  writeFileSync(path, encode(plain))
  return path
}

function plainCopy(value: unknown, path: string): unknown {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value
  if (Array.isArray(value)) return value.map((item, index) => plainCopy(item, `${path}/${index}`))
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown>, (item) => plainCopy(item, path))
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, plainCopy(inner, `${path}/${key}`)]),
    )
  }
  throw new ConfigurationError(
    'PARAMETERS_NOT_JSON',
    `The constant ${path} is ${show(value)}, which cannot be handed to Python. Use numbers, strings, ` +
      'booleans, null, arrays and plain objects, or let the script read the data itself.',
  )
}
