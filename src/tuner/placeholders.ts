import { ConfigurationError } from '../errors.ts'
import { argumentTemplates } from '../executor/python/python.ts'
import { placeholdersOf } from '../executor/template/template.ts'
import type { Space } from '../space/space.ts'
import type { UnwrappedTrainable } from './trainable.ts'

type Target = UnwrappedTrainable['target']

/** Paths of the config's values that a trainable takes on its command line. */
export function placeholdersIn(target: Target): readonly string[] {
  if (target.kind === 'command') return target.placeholders
  return target.kind === 'python' ? placeholdersOf(argumentTemplates(target)) : []
}

/**
 * Checks what can be before there is a config: what lies deeper, the trial will miss.
 * @throws {ConfigurationError} `UNKNOWN_PLACEHOLDER`, which lists what there is.
 */
export function checkPlaceholders(target: Target, { root }: Space): void {
  const names =
    root.kind === 'record'
      ? root.entries.map(([name]) => name)
      : Object.keys(Object(root.kind === 'constant' ? root.value : {}))
  for (const placeholder of placeholdersIn(target)) {
    const [first = ''] = placeholder.split(/[./]/, 1)
    if (names.includes(first) || names.includes(placeholder)) continue
    const [who, where] =
      target.kind === 'python' ? ['The args name', 'args'] : ['The command names', 'command']
    throw new ConfigurationError(
      'UNKNOWN_PLACEHOLDER',
      `${who} {${placeholder}}, but no config has it. ` +
        (names.length === 0 ? 'The space is empty.' : `There are: ${names.join(', ')}.`),
      { path: ['trainable', where] },
    )
  }
}
