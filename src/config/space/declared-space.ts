import { Problems } from '../problems.ts'
import { readSpace } from './read-space.ts'
import type { Node, Origin } from '../tree.ts'

/**
 * A space in the form of study files, as the Tuner takes it.
 * @param name What messages say that it comes from.
 * @throws {ConfigurationError} with everything that is wrong with it.
 */
export function spaceFromForm(form: unknown, name: string): object {
  const problems = new Problems()
  const origin: Origin = { kind: 'option', text: name }
  const root = nodeOf(form, origin)
  const space = readSpace(root, [], { root, problems })
  problems.refuse()
  return space as object
}

function nodeOf(value: unknown, origin: Origin): Node {
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => nodeOf(item, origin)), origin }
  }
  if (typeof value !== 'object' || value === null) {
    const scalar = value as string | number | boolean | null
    return { kind: 'scalar', value: scalar, text: String(value), quoted: true, origin }
  }
  const entries = Object.entries(value).map(([key, inner]) => {
    return { key, written: key, origin, node: nodeOf(inner, origin) }
  })
  return { kind: 'map', entries, origin }
}
