/** Where something was written. */
export interface Origin {
  readonly kind: 'file' | 'option' | 'environment'
  /** E.g. `study.yaml:12:7`, `-o trials=5` or `ATTUNE_TRIALS`: what a message begins with. */
  readonly text: string
  /** How far into the file; what was laid over it comes before. @defaultValue -1 */
  readonly offset?: number
}

/** A value without parts. */
export interface ScalarNode {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As it was written, without quotes. */
  readonly text: string
  /** Whether it was quoted, so that it is text whatever it looks like. */
  readonly quoted: boolean
  readonly origin: Origin
}

export interface ListNode {
  readonly kind: 'list'
  readonly items: readonly Node[]
  readonly origin: Origin
}

export interface MapNode {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
  readonly origin: Origin
  /** Whether it is to be laid over what is there instead of replacing it. @defaultValue false */
  readonly isPatch?: boolean
}

/** A study file, or a part of it, that still knows where everything was written. */
export type Node = ScalarNode | ListNode | MapNode

export interface Entry {
  /** Attune's own spelling, e.g. `trials`. */
  readonly key: string
  /** The user's spelling, e.g. `tune_config.num_samples`. */
  readonly written: string
  readonly origin: Origin
  readonly node: Node
}

export type Path = readonly (string | number)[]

export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined
}

export function childOf(node: Node | undefined, key: string | number): Node | undefined {
  if (node?.kind === 'list') return node.items[Number(key)]
  return entryOf(node, String(key))?.node
}

/** What lies at a path; undefined where there is nothing. */
export function nodeAt(node: Node | undefined, path: Path): Node | undefined {
  return path.reduce<Node | undefined>(childOf, node)
}

/** The same map with another set of entries. */
export function withEntries(map: MapNode, entries: readonly Entry[]): MapNode {
  return { ...map, entries }
}

/** The same node with an entry replaced or added; anything but a map is left as it is. */
export function withEntry(map: MapNode, key: string, node: Node): MapNode {
  const entry: Entry = { key, written: key, origin: node.origin, node }
  const others = map.entries.filter((other) => other.key !== key)
  return withEntries(map, [...others, entry])
}

/** A word as a node, where a user wrote it in another way. */
export function word(text: string, origin: Origin): ScalarNode {
  return { kind: 'scalar', value: text, text, quoted: false, origin }
}

/** The text of a scalar; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined
}

/** Plain data, as YAML reads it. */
export function plain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(plain)
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, node }) => [key, plain(node)]))
  }
}

/** The path as the user wrote it, e.g. `loggers[1].uri`. */
export function pathText(root: Node, path: Path): string {
  let node: Node | undefined = root
  let text = ''
  for (const key of path) {
    const written: string = entryOf(node, String(key))?.written ?? String(key)
    text += typeof key === 'number' ? `[${key}]` : text === '' ? written : `.${written}`
    node = childOf(node, key)
  }
  return text
}

/** Where the value at a path was written; where there is none, what it should have been in. */
export function originAt(root: Node, path: Path): Origin {
  let node: Node = root
  for (const key of path) {
    const child = childOf(node, key)
    if (child === undefined) break
    node = child
  }
  return node.origin
}

/** Where the key at the end of a path was written. */
export function keyOriginAt(root: Node, path: Path): Origin {
  const last = path.at(-1)
  const entry = entryOf(nodeAt(root, path.slice(0, -1)), String(last))
  return entry?.origin ?? originAt(root, path)
}
