import { ConfigurationError } from '../errors.ts'
import { foreignKind, isPlainObject, notPlainData, pathSegments, requireKey } from './data.ts'
import { isDomain, type Domain } from './domain.ts'
import { optionLabels } from './labels.ts'
import type { ConstantNode, Node, OptionNode } from './node.ts'

interface Place {
  readonly path: string
  readonly id: string
  /** The objects on the way down, to find cycles. */
  readonly above: readonly unknown[]
}

/**
 * Checks a space as a user writes it and turns it into nodes. Constants are copied.
 *
 * @throws ConfigurationError that names the path of whatever a config cannot hold.
 */
export function compileNode(value: unknown, at: { path: string; id: string }): Node {
  return compile(value, { ...at, above: [] })
}

function compile(value: unknown, place: Place): Node {
  const { path } = place
  if (isDomain(value)) return compileDomain(value, place)
  const foreign = foreignKind(value)
  if (foreign !== undefined) throw notPlainData(path, foreign)
  if (typeof value !== 'object' || value === null) {
    return constant(path, value)
  }
  const inner = descend(value, place)
  if (Array.isArray(value)) {
    const items = Array.from(value, (item: unknown, i) => compile(item, step(inner, String(i))))
    const values = constants(items)
    return values ? constant(path, values) : { kind: 'list', path, items }
  }
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw notPlainData(path, 'an object with symbols as keys')
  }
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) => {
    requireKey(key, path)
    return [key, compile(child, step(inner, key))] as const
  })
  const values = constants(entries.map(([, node]) => node))
  return values
    ? constant(path, Object.fromEntries(entries.map(([key], i) => [key, values[i]])))
    : { kind: 'record', path, entries }
}

/** The values of nodes that are all constants, which then need no nodes of their own. */
function constants(nodes: readonly Node[]): readonly unknown[] | undefined {
  const values = nodes.flatMap((node) => (node.kind === 'constant' ? [node.value] : []))
  return values.length === nodes.length ? values : undefined
}

function constant(path: string, value: unknown): ConstantNode {
  return { kind: 'constant', path, value, fixed: false }
}

function compileDomain(domain: Domain, place: Place): Node {
  const { path, id } = place
  if (domain.axis === undefined) {
    return { kind: 'computed', path, id, compute: domain.compute }
  }
  const inner = descend(domain, place)
  const nodes = domain.options?.map((option, i) => compile(option, { ...inner, id: `${id}//${i}` }))
  const labels = nodes && optionLabels(nodes)
  const options = nodes?.map((node, i): OptionNode => ({ node, label: labels?.[i] }))
  return {
    kind: 'pick',
    path,
    id,
    axis: domain.axis,
    domain,
    options,
    enumerated: domain.enumerated,
    fixed: undefined,
  }
}

function descend(value: object, place: Place): Place {
  if (!place.above.includes(value)) return { ...place, above: [...place.above, value] }
  throw new ConfigurationError(
    'CYCLE_IN_SPACE',
    `${pathSegments(place.path).join('.')} is an object that contains itself, which has no end and ` +
      'cannot be stored. Put plain data there.',
    { path: pathSegments(place.path) },
  )
}

function step(place: Place, key: string): Place {
  const join = (prefix: string): string => (prefix === '' ? key : `${prefix}/${key}`)
  return { ...place, path: join(place.path), id: join(place.id) }
}

/** Throws unless it is the plain object that a whole space has to be. */
export function requireRoot(paramSpace: unknown): void {
  if (isPlainObject(paramSpace)) return
  const what = isDomain(paramSpace) ? `${paramSpace.type}(...)` : foreignKind(paramSpace)
  throw new ConfigurationError(
    'PARAM_SPACE_NOT_AN_OBJECT',
    `paramSpace must be an object of named parameters such as { lr: loguniform(1e-4, 1e-1) }, got ` +
      `${what ?? JSON.stringify(paramSpace)}.`,
    { path: ['paramSpace'] },
  )
}
