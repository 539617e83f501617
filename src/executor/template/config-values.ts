import { ConfigurationError } from '../../errors.ts'
import { encode } from '../../protocol/json.ts'

/** An environment variable may hold 128 KiB on Linux; a longer one would keep the trial from starting. */
const MAX_VARIABLE = 100 * 1024

/**
 * The value at a path such as `lr`, `optimizer/lr` or `optimizer.lr`, as text.
 * @throws {ConfigurationError} `UNKNOWN_PLACEHOLDER` that names what there is.
 */
export function textAt(config: unknown, path: string): string {
  const found = lookUp(config, path)
  if (found !== undefined) return textOf(found)
  const names = leaves(config).map(([keys]) => `{${keys.join('/')}}`)
  throw new ConfigurationError(
    'UNKNOWN_PLACEHOLDER',
    `There is the placeholder {${path}}, but the config has no such key. ` +
      (names.length === 0 ? 'The config is empty.' : `There are: ${names.join(', ')}. `) +
      'Write {{ and }} for braces that are meant as they stand.',
  )
}

/** The config as environment variables: `ATTUNE_CONFIG`, and `ATTUNE_PARAM_…` for each value. */
export function configVariables(config: unknown): Record<string, string> {
  const variables: Record<string, string> = { ATTUNE_CONFIG: encode(config) }
  for (const [keys, value] of leaves(config)) {
    variables[`ATTUNE_PARAM_${keys.map(upperSnake).join('_')}`] = textOf(value)
  }
  const fit = Object.entries(variables).filter(
    ([, value]) => Buffer.byteLength(value) <= MAX_VARIABLE && !value.includes('\0'),
  )
  return Object.fromEntries(fit)
}

/** Text as it is, numbers as JavaScript writes them, the rest as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : encode(value)
}

function lookUp(config: unknown, path: string): unknown {
  // A key may itself have a dot or slash in it.
  const direct = childOf(config, path)
  if (direct !== undefined) return direct
  return path.split(/[/.]/).reduce(childOf, config)
}

function childOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, unknown>)[key]
}

/** Every value that is no plain object, with the keys that lead to it. */
export function leaves(
  value: unknown,
  keys: readonly string[] = [],
): [readonly string[], unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[keys, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...keys, key]))
}

/** `batchSize` and `batch-size` are both `BATCH_SIZE`. */
export function upperSnake(key: string): string {
  return key
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
}
