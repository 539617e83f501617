import { ConfigurationError, show } from '../errors.ts'
import { isPlainObject, mapEntries } from './data.ts'
import { Domain } from './domain.ts'
import { choice } from './choice.ts'
import { gridSearch } from './grid-search.ts'
import { lograndint } from './lograndint.ts'
import { loguniform } from './loguniform.ts'
import type { Node } from './node.ts'
import { qlograndint } from './qlograndint.ts'
import { qloguniform } from './qloguniform.ts'
import { qrandint } from './qrandint.ts'
import { qrandn } from './qrandn.ts'
import { quniform } from './quniform.ts'
import { randint } from './randint.ts'
import { randn } from './randn.ts'
import { compileSpace, type Space } from './space.ts'
import { uniform } from './uniform.ts'

/** What an object is wrapped in whose own key `type` would make it look like a domain. */
const ESCAPE = 'object'

/**
 * A space as plain data: domains as `{ type: 'uniform', lower: 0, upper: 1 }`, `choice` and
 * `gridSearch` with `options`, `sampleFrom` as a bare `{ type: 'sampleFrom' }`, constants as they are.
 * A constant object that looks like one of these is written `{ type: 'object', entries: {…} }`.
 * NaN and ±Infinity stay numbers: encode them as the rest of what you store.
 */
export function spaceToJSON(space: Space): unknown {
  return nodeToJSON(space.root)
}

/**
 * Reads what {@link spaceToJSON} wrote. Functions of `sampleFrom` are not in it:
 * `space.missingFunctions` names them, and sampling is an error until `paramSpace` is given again.
 *
 * @throws ConfigurationError if it is not such data.
 */
export function spaceFromJSON(json: unknown): Space {
  return compileSpace(fromJSON(json))
}

function nodeToJSON(node: Node): unknown {
  switch (node.kind) {
    case 'constant':
      return escape(node.value)
    case 'record':
      return wrap(mapEntries(node.entries, nodeToJSON))
    case 'list':
      return node.items.map(nodeToJSON)
    case 'computed':
      return { type: 'sampleFrom' }
    case 'pick':
      break
  }
  const base = { type: node.domain.type, ...node.domain.args }
  const options = node.options?.map((option) => nodeToJSON(option.node))
  return options === undefined ? base : { ...base, options }
}

function escape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(escape)
  return isPlainObject(value) ? wrap(mapEntries(Object.entries(value), escape)) : value
}

function wrap(entries: Readonly<Record<string, unknown>>): unknown {
  const type = Object.hasOwn(entries, 'type') ? entries['type'] : undefined
  return type === ESCAPE || isReadable(type) ? { type: ESCAPE, entries } : entries
}

function fromJSON(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJSON)
  if (!isPlainObject(json)) return json
  const type = Object.hasOwn(json, 'type') ? json['type'] : undefined
  if (type === ESCAPE && isPlainObject(json['entries'])) {
    return mapEntries(Object.entries(json['entries']), fromJSON)
  }
  if (isReadable(type)) return READERS[type](json)
  return mapEntries(Object.entries(json), fromJSON)
}

type Json = Readonly<Record<string, unknown>>

const READERS = {
  uniform: (json: Json) => uniform(number(json, 'lower'), number(json, 'upper')),
  quniform: (json: Json) =>
    quniform(number(json, 'lower'), number(json, 'upper'), number(json, 'q')),
  loguniform: (json: Json) => loguniform(number(json, 'lower'), number(json, 'upper')),
  qloguniform: (json: Json) =>
    qloguniform(number(json, 'lower'), number(json, 'upper'), number(json, 'q')),
  randn: (json: Json) => randn(number(json, 'mean'), number(json, 'sd')),
  qrandn: (json: Json) => qrandn(number(json, 'mean'), number(json, 'sd'), number(json, 'q')),
  randint: (json: Json) => randint(number(json, 'lower'), number(json, 'upper')),
  qrandint: (json: Json) =>
    qrandint(number(json, 'lower'), number(json, 'upper'), number(json, 'q')),
  lograndint: (json: Json) => lograndint(number(json, 'lower'), number(json, 'upper')),
  qlograndint: (json: Json) =>
    qlograndint(number(json, 'lower'), number(json, 'upper'), number(json, 'q')),
  choice: (json: Json) => {
    const ordered = json['ordered']
    return choice(options(json), typeof ordered === 'boolean' ? { ordered } : {})
  },
  gridSearch: (json: Json) => gridSearch(options(json)),
  sampleFrom: () => new Domain({ type: 'sampleFrom' }),
} as const

function isReadable(type: unknown): type is keyof typeof READERS {
  return typeof type === 'string' && Object.hasOwn(READERS, type)
}

function options(json: Json): readonly unknown[] {
  const list = json['options']
  if (Array.isArray(list)) return list.map(fromJSON)
  throw unreadable(json, 'options', 'an array')
}

function number(json: Json, key: string): number {
  const value = json[key]
  if (typeof value === 'number') return value
  throw unreadable(json, key, 'a number')
}

function unreadable(json: Json, key: string, expected: string): ConfigurationError {
  return new ConfigurationError(
    'UNREADABLE_SPACE',
    `A stored search space holds ${show(json)}, but ${key} must be ${expected}, got ${show(json[key])}. ` +
      'Give paramSpace again.',
  )
}
