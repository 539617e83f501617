import { show } from '../../errors.ts'
import { nearestWord } from '../../math/nearest-word.ts'
import { numberIn, switchIn } from '../scalars.ts'
import { pathText, plain } from '../tree.ts'
import { domainKey, LIST_DOMAINS, NUMBER_DOMAINS } from './domains.ts'
import type { MapNode, Node, Path } from '../tree.ts'
import type { NumberDomain } from './domains.ts'
import type { SpaceContext } from './context.ts'

/**
 * A domain from its keys, in any of their spellings.
 * @param map Without its type.
 */
export function readDomain(name: string, map: MapNode, path: Path, context: SpaceContext): unknown {
  const number = NUMBER_DOMAINS[name]
  const { problems } = context
  const before = problems.count
  const known = number
    ? Object.keys(number.defaults)
    : ['options', ...(name === 'choice' ? ['ordered'] : [])]
  const parts = partsOf(name, map, known, path, context)
  const value = number ? numbersOf(name, number, parts, map, path, context) : undefined
  const options = number ? undefined : optionsOf(name, parts.get('options'), map, path, context)
  const ordered = orderedOf(parts.get('ordered'), path, context)
  if (problems.count > before) return undefined
  return problems.try(
    () => (number ? number.make(value ?? {}) : LIST_DOMAINS[name]?.(options ?? [], ordered)),
    () => ({ origin: map.origin, path, where: pathText(context.root, path) }),
  )
}

interface Part {
  readonly key: string
  readonly node: Node
}

function partsOf(
  name: string,
  map: MapNode,
  known: readonly string[],
  path: Path,
  { root, problems }: SpaceContext,
): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>()
  const where = pathText(root, path)
  for (const { key, origin, node } of map.entries) {
    const meant = domainKey(key) ?? key
    const other = parts.get(meant)
    if (other !== undefined) {
      const message = `${where}.${key} says the same as ${other.key}. Leave one out.`
      problems.add({ origin, path: [...path, key], message })
    } else if (!known.includes(meant)) {
      const nearest = nearestWord(key, known)
      const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `
      const message = `${where}: ${name} has no ${key}. ${hint}It has: ${known.join(', ')}.`
      problems.add({ origin, path: [...path, key], message })
    }
    parts.set(meant, { key, node })
  }
  return parts
}

function numbersOf(
  name: string,
  { defaults }: NumberDomain,
  parts: ReadonlyMap<string, Part>,
  map: MapNode,
  path: Path,
  { root, problems }: SpaceContext,
): Readonly<Record<string, number>> {
  const where = pathText(root, path)
  const entries = Object.entries(defaults).map(([key, otherwise]): [string, number] => {
    const part = parts.get(key)
    if (part === undefined) {
      if (otherwise !== undefined) return [key, otherwise]
      const message = `${where}: ${name} needs ${key}. Give it a number.`
      problems.add({ origin: map.origin, path, message })
      return [key, Number.NaN]
    }
    const { node } = part
    const number = node.kind === 'scalar' ? numberOf(node.value) : undefined
    if (number === undefined) {
      const message = `${where}.${part.key} is ${show(plain(node))}. Give a number.`
      problems.add({ origin: node.origin, path: [...path, part.key], message })
    }
    return [key, number ?? Number.NaN]
  })
  return Object.fromEntries(entries)
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' ? numberIn(value) : undefined
}

function optionsOf(
  name: string,
  part: Part | undefined,
  map: MapNode,
  path: Path,
  context: SpaceContext,
): readonly unknown[] | undefined {
  const { root, problems, read } = context
  const where = pathText(root, path)
  if (part?.node.kind === 'list') {
    const inner = [...path, part.key]
    return part.node.items.map((item, i) => read(item, [...inner, i]))
  }
  const message =
    part === undefined
      ? `${where}: ${name} needs options. Give a list: options: [1, 2, 3].`
      : `${where}.${part.key} is ${show(plain(part.node))}. Give a list: [1, 2, 3].`
  problems.add({ origin: part?.node.origin ?? map.origin, path, message })
  return undefined
}

function orderedOf(
  part: Part | undefined,
  path: Path,
  { root, problems }: SpaceContext,
): boolean | undefined {
  if (part === undefined) return undefined
  const { node } = part
  const value = node.kind === 'scalar' ? switchIn(node.text) : undefined
  if (value === undefined) {
    const message = `${pathText(root, path)}.${part.key} is ${show(plain(node))}. Give true or false.`
    problems.add({ origin: node.origin, path: [...path, part.key], message })
  }
  return value
}
