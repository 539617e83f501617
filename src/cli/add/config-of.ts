import { overlay } from '../../config/overlay.ts'
import { readOverride } from '../../config/override.ts'
import { readYamlValue } from '../../config/read-yaml.ts'
import { plain } from '../../config/tree.ts'
import { ConfigurationError, show } from '../../errors.ts'
import type { MapNode } from '../../config/tree.ts'

/**
 * The config, or the part of one, that a user gives for a new trial.
 * @param whole YAML or JSON of it.
 * @param values `key.path=value` to lay over that.
 * @throws {ConfigurationError} `INVALID_ARGUMENT`.
 */
export function configOf(
  whole: string | undefined,
  values: readonly string[],
): Readonly<Record<string, unknown>> {
  const origin = { kind: 'option', text: '--config' } as const
  const given = whole === undefined ? undefined : readYamlValue(whole, origin)
  if (given !== undefined && given.kind !== 'map') {
    throw new ConfigurationError(
      'INVALID_ARGUMENT',
      `--config is ${show(whole)}. Give a map, e.g. '{lr: 0.01, layers: 2}'.`,
      { path: ['config'] },
    )
  }
  const empty: MapNode = { kind: 'map', entries: [], origin }
  const config = values.reduce((map, value) => overlay(map, assignment(value)), given ?? empty)
  return plain(config) as Readonly<Record<string, unknown>>
}

function assignment(text: string): MapNode {
  if (text.includes('=')) return readOverride(text)
  throw new ConfigurationError(
    'INVALID_ARGUMENT',
    `${show(text)} is no part of a config. Give key=value, e.g. lr=0.01 or model.layers=2.`,
    { path: ['values'] },
  )
}
