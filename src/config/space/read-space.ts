import { show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { childOf, entryOf, pathText, plain } from '../tree.ts'
import { DOMAIN_NAMES, domainKey, domainMeant } from './domains.ts'
import { readDomain } from './read-domain.ts'
import type { MapNode, Node, Path, ScalarNode } from '../tree.ts'
import type { SpaceContext } from './context.ts'

/** Where a domain says which it is. */
const TYPE_KEYS = ['type', '_target_']

/** A domain as a call, which is text to YAML: `loguniform(1e-5, 1e-1)`. */
const CALL = /^(?:ray\.)?(?:tune\.)?(\w+)\(.*\)$/s

/**
 * A space, or a part of it, as the Tuner takes it. Maps with a `type` that names a domain are domains;
 * other maps are groups of parameters, and everything else is a constant.
 */
export function readSpace(node: Node, path: Path, given: Omit<SpaceContext, 'read'>): unknown {
  const context: SpaceContext = {
    ...given,
    read: (child, at) => readSpace(child, at, given),
  }
  switch (node.kind) {
    case 'scalar':
      refuseCall(node, path, context)
      return node.value
    case 'list':
      return node.items.map((item, i) => context.read(item, [...path, i]))
    case 'map':
      return readMap(node, path, context)
  }
}

function readMap(map: MapNode, path: Path, context: SpaceContext): unknown {
  const { root, problems, read, isGroup } = context
  const asGroup = (): unknown =>
    Object.fromEntries(map.entries.map(({ key, node }) => [key, read(node, [...path, key])]))
  if (isGroup?.(path)) return asGroup()
  const typeKey = TYPE_KEYS.find((key) => typeof plainAt(map, key) === 'string')
  const type = typeKey === undefined ? undefined : String(plainAt(map, typeKey))
  const entries = childOf(map, 'entries')
  if (type === 'object' && entries?.kind === 'map' && map.entries.length === 2) {
    const inner = [...path, 'entries']
    return Object.fromEntries(
      entries.entries.map(({ key, node }) => [key, read(node, [...inner, key])]),
    )
  }
  const domain = type === undefined ? undefined : domainMeant(type)
  if (domain !== undefined) {
    const typed = { ...map, entries: map.entries.filter(({ key }) => key !== typeKey) }
    return readDomain(domain, typed, path, context)
  }
  const advice = notADomain(map, type, typeKey)
  if (advice === undefined) return asGroup()
  const entry = typeKey === undefined ? undefined : entryOf(map, typeKey)
  const origin = entry?.node.origin ?? map.origin
  problems.add({ origin, path, message: `${pathText(root, path)}: ${advice}` })
  return undefined
}

/** Why a map that is no domain was probably meant to be one. */
function notADomain(
  map: MapNode,
  type: string | undefined,
  typeKey: string | undefined,
): string | undefined {
  const keys = map.entries.filter(({ key }) => key !== typeKey).map(({ key }) => key)
  const isLike = keys.length > 0 && keys.every((key) => domainKey(key) !== undefined)
  if (type !== undefined && /^sample_?from$/i.test(type)) {
    return 'a function cannot be written in a file. Compute the value in the trainable, or write the study in TypeScript.'
  }
  if (!isLike) return undefined
  if (type !== undefined) {
    const nearest = nearestWord(type, DOMAIN_NAMES)
    const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `
    return `there is no domain ${show(type)}. ${hint}There are: ${DOMAIN_NAMES.join(', ')}.`
  }
  const meant = keys.map(domainKey)
  const isRange = meant.includes('min') && meant.includes('max')
  if (!isRange && !(keys.length === 1 && meant[0] === 'options')) return undefined
  const example = isRange ? 'uniform or loguniform' : 'choice'
  return (
    `it has ${keys.join(' and ')}, but no type. Add e.g. type: ${example}; if these are constants, write ` +
    '{ type: object, entries: { … } } around them.'
  )
}

function refuseCall(node: ScalarNode, path: Path, { root, problems }: SpaceContext): void {
  const { value } = node
  const name = typeof value === 'string' ? CALL.exec(value.trim())?.[1] : undefined
  const domain = name === undefined ? undefined : domainMeant(name)
  if (domain === undefined) return
  const example =
    domain === 'choice' ? '{ type: choice, options: [1, 2] }' : `{ type: ${domain}, … }`
  const message = `${pathText(root, path)} is the text ${show(value)}. Write a domain as ${example}.`
  problems.add({ origin: node.origin, path, message })
}

function plainAt(map: MapNode, key: string): unknown {
  const node = childOf(map, key)
  return node && plain(node)
}
