import { ConfigurationError, show } from '../errors.ts'
import { copyData, isPlainObject, pathSegments, sameData } from './data.ts'
import type { ConstantNode, Node, PickNode } from './node.ts'
import { domainText } from './domain.ts'
import { findOption, isScalar } from './preset-fit.ts'
import { readWish, wishData, type Wish } from './wish.ts'

/** Told of a value that is used although the space does not allow it. */
type Warn = (warning: string) => void

/**
 * A space with what a preset names fixed.
 *
 * @throws ConfigurationError for a parameter that is not there, or a value that cannot be one.
 */
export function applyPreset(root: Node, preset: unknown, warn: Warn): Node {
  if (isPlainObject(preset)) return apply(root, readWish(preset), warn)
  throw new ConfigurationError(
    'INVALID_PRESET',
    `A preset must be an object of parameters such as { lr: 0.1 }, got ${show(preset)}.`,
    { path: ['pointsToEvaluate'] },
  )
}

function apply(node: Node, wish: Wish, warn: Warn): Node {
  switch (node.kind) {
    case 'constant':
      return { ...node, value: override(node.value, wish, node.path, warn) }
    case 'record': {
      const at = inside(new Map(node.entries), wish, node.path, warn)
      return { ...node, entries: node.entries.map(([key]) => [key, at(key)]) }
    }
    case 'list': {
      const at = inside(
        new Map(node.items.map((item, i) => [String(i), item])),
        wish,
        node.path,
        warn,
      )
      return { ...node, items: node.items.map((_, i) => at(String(i))) }
    }
    case 'computed':
      return asGiven(node.path, wishData(wish))
    case 'pick':
      break
  }
  return node.options === undefined ? fixNumber(node, wish, warn) : fixOption(node, wish, warn)
}

function inside(nodes: ReadonlyMap<string, Node>, wish: Wish, path: string, warn: Warn) {
  requireInner([...nodes.keys()], wish, path)
  return (key: string): Node => {
    const node = nodes.get(key) as Node
    const inner = wish.below.get(key)
    return inner === undefined ? node : apply(node, inner, warn)
  }
}

function fixNumber(node: PickNode, wish: Wish, warn: Warn): Node {
  const data = wishData(wish)
  if (typeof data !== 'number' || !Number.isFinite(data)) {
    throw impossible(node.path, data, `${domainText(node.domain)} gives finite numbers`)
  }
  if (!node.axis.contains(data)) warn(outside(node, data))
  return { ...node, fixed: data }
}

function fixOption(node: PickNode, wish: Wish, warn: Warn): Node {
  const found = findOption(node, wish, 'strict') ?? findOption(node, wish, 'loose')
  if (found !== undefined) {
    const options = node.options?.map((option, i) =>
      i === found.index ? { ...option, node: apply(option.node, found.wish, warn) } : option,
    )
    return { ...node, options, fixed: found.index }
  }
  const data = wishData(wish)
  if (isPlainObject(data))
    throw impossible(node.path, data, `it fits no option of ${domainText(node.domain)}`)
  warn(outside(node, data))
  return asGiven(node.path, data)
}

/** Ray's words. */
function outside(node: PickNode, data: unknown): string {
  return `Pre-set value \`${show(data)}\` is not within valid values of parameter \`${node.path}\`: ${domainText(node.domain)}`
}

function asGiven(path: string, value: unknown): ConstantNode {
  return { kind: 'constant', path, value: copyData(value), fixed: true }
}

/** A constant with parts replaced. */
function override(value: unknown, wish: Wish, path: string, warn: Warn): unknown {
  const data = wishData(wish)
  if (sameData(value, data)) return value
  if (isPlainObject(value) && wish.value === undefined) {
    requireInner(Object.keys(value), wish, path)
    const entries = Object.entries(value).map(([key, inner]) => {
      const asked = wish.below.get(key)
      const place = path === '' ? key : `${path}/${key}`
      return [key, asked === undefined ? inner : override(inner, asked, place, warn)] as const
    })
    return Object.fromEntries(entries)
  }
  // Ray's words.
  warn(
    `Pre-set value \`${show(data)}\` is not equal to the value of parameter \`${path}\`: ${show(value)}`,
  )
  return copyData(data)
}

/** Throws unless a wish names nothing but these, at a place where an object or an array is. */
function requireInner(names: readonly string[], wish: Wish, path: string): void {
  if (isScalar(wish)) {
    throw impossible(path, wishData(wish), `it holds the parameters ${names.join(', ')}`)
  }
  const unknown = [...wish.below.keys()].find((key) => !names.includes(key))
  if (unknown === undefined) return
  const where = path === '' ? unknown : `${path}/${unknown}`
  throw new ConfigurationError(
    'UNKNOWN_PARAMETER',
    `A preset names ${show(where)}, which is not in paramSpace. There is: ${names.join(', ')}.`,
    { path: pathSegments(where) },
  )
}

function impossible(path: string, data: unknown, why: string): ConfigurationError {
  return new ConfigurationError(
    'INVALID_PRESET',
    `A preset gives ${show(data)} for ${show(path)}, but ${why}. Correct the preset, or leave the ` +
      'parameter out of it to have it drawn.',
    { path: pathSegments(path) },
  )
}
