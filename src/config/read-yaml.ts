import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { show } from '../errors.ts'
import { fail, StudyFileError } from './problems.ts'
import { isGrouped } from './scalars.ts'
import { isRepeatedKey, yamlAdvice } from './yaml-advice.ts'
import type { Document, Node as YamlNode, YAMLMap } from 'yaml'
import type { Entry, MapNode, Node, Origin, ScalarNode } from './tree.ts'

/** More than a file that a person wrote has; aliases can make billions out of ten lines. */
const MOST_NODES = 200_000

/**
 * Reads YAML or JSON. Keys of a map are text, whatever they look like; `<<` merges.
 * @param name What the file is called in messages.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` with line and column.
 */
export function readYaml(text: string, name: string): Node {
  const lines = new LineCounter()
  const at = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset)
    const place = `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`
    return { kind: 'file', text: place, offset }
  }
  return new YamlReader(text, at, lines).read()
}

/** Reads a value as it is given on the command line; what is no YAML is text. */
export function readYamlValue(text: string, origin: Origin): Node {
  try {
    const node = new YamlReader(text, () => origin, new LineCounter()).read()
    const isText = node.kind === 'scalar' && !node.quoted && typeof node.value === 'string'
    // A # in it begins no comment.
    if (!isText) return node
  } catch (error) {
    if (!(error instanceof StudyFileError)) throw error
  }
  return { kind: 'scalar', value: text, text, quoted: false, origin }
}

class YamlReader {
  readonly #at: (offset: number) => Origin
  readonly #document: Document.Parsed
  #count = 0

  constructor(text: string, at: (offset: number) => Origin, lineCounter: LineCounter) {
    this.#at = at
    this.#document = parseDocument(text.replace(/^\uFEFF/, ''), {
      lineCounter,
      prettyErrors: false,
    })
    const { errors, warnings } = this.#document
    // What follows the first error is mostly its consequence; keys that are there twice are not.
    const found = [...errors, ...warnings]
    const told = found.filter((error, i) => i === 0 || isRepeatedKey(error))
    if (told.length === 0) return
    throw new StudyFileError(
      told.map((error) => ({
        origin: at(error.pos[0]),
        path: [],
        message: yamlAdvice(error, text),
      })),
    )
  }

  read(): Node {
    return this.#read(this.#document.contents, [])
  }

  #read(node: YamlNode | null, above: readonly YamlNode[]): Node {
    const origin = this.#at(node?.range?.[0] ?? 0)
    this.#count += 1
    if (this.#count > MOST_NODES) fail(origin, [], 'This grows beyond all bounds by its aliases.')
    if (node === null) return { kind: 'scalar', value: null, text: '', quoted: false, origin }
    if (above.includes(node)) fail(origin, [], 'This contains itself. Write it out.')
    const inner = [...above, node]
    if (isAlias(node)) {
      const target = node.resolve(this.#document)
      if (target === undefined) {
        fail(
          origin,
          [],
          `There is no &${node.source} before *${node.source}. Name an anchor above.`,
        )
      }
      return this.#read(target, inner)
    }
    if (isScalar(node)) return scalar(node.value, node.source, node.type, origin)
    if (isSeq(node)) {
      return {
        kind: 'list',
        items: node.items.map((it) => this.#read(it as YamlNode, inner)),
        origin,
      }
    }
    if (isMap(node)) return this.#map(node, origin, inner)
    return fail(origin, [], 'This is no YAML that a study file can hold.')
  }

  #map(map: YAMLMap, origin: Origin, above: readonly YamlNode[]): MapNode {
    const own: Entry[] = []
    const merged: Entry[] = []
    for (const { key, value } of map.items) {
      const where = this.#at((key as YamlNode | null)?.range?.[0] ?? 0)
      const name =
        isScalar<string | number | boolean | null>(key) && key.value !== null
          ? (key.source ?? String(key.value))
          : undefined
      if (name === undefined) fail(where, [], 'A key must be a word or text.')
      const node = this.#read((value ?? null) as YamlNode | null, above)
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') merged.push(...mergedFrom(node))
      else own.push({ key: name, written: name, origin: where, node })
    }
    const keys = new Set(own.map(({ key }) => key))
    const first = merged.filter(({ key }, i) => {
      return !keys.has(key) && merged.findIndex((other) => other.key === key) === i
    })
    return { kind: 'map', entries: [...first, ...own], origin }
  }
}

/** What `<<` adds: the entries of a map, or of several, of which the first has the say. */
function mergedFrom(node: Node): readonly Entry[] {
  if (node.kind === 'map') return node.entries
  if (node.kind === 'list') return node.items.flatMap(mergedFrom)
  return fail(
    node.origin,
    [],
    `<< merges maps, and this is ${show(node.value)}. Write <<: *anchor.`,
  )
}

function scalar(
  value: unknown,
  source: string | undefined,
  type: string | undefined,
  origin: Origin,
): ScalarNode {
  const isPlain = type === 'PLAIN' || type === undefined
  const text = isPlain ? (source ?? String(value)) : String(value)
  if (isPlain && typeof value === 'string' && isGrouped(value)) {
    return { kind: 'scalar', value: Number(value.replaceAll('_', '')), text, quoted: false, origin }
  }
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return { kind: 'scalar', value: known ? value : null, text, quoted: !isPlain, origin }
}
