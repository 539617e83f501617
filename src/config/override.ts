import { ConfigurationError, show } from '../errors.ts'
import { readYamlValue } from './read-yaml.ts'
import { GROUPS, keyMeant, STUDY } from './normalise/keys.ts'
import { bare } from './words.ts'
import type { Env } from './interpolate.ts'
import type { MapNode, Node, Origin } from './tree.ts'

const PREFIX = 'ATTUNE_'

/** Set for trials by their tuner; by itself it says nothing about a study that a trial starts. */
const NOT_OURS: readonly string[] = ['ATTUNE_RESOURCES']

/** A part of a path: a name, a quoted name, or an index in brackets. */
const SEGMENT = /(?:^|\.)(?:"([^"]+)"|'([^']+)'|([^.[\]"'=]+))|\[(\d+)\]/y

/**
 * What `-o key.path=value` lays over a study file. The value is YAML; a name with a dot in it is quoted,
 * and an item of a list is `loggers[0]` or `loggers.0`.
 * @throws {ConfigurationError} `INVALID_OVERRIDE`
 */
export function readOverride(text: string): MapNode {
  const keys = []
  SEGMENT.lastIndex = 0
  let end = 0
  for (let part = SEGMENT.exec(text); part !== null; part = SEGMENT.exec(text)) {
    keys.push((part[1] ?? part[2] ?? part[3] ?? part[4] ?? '').trim())
    end = SEGMENT.lastIndex
  }
  if (text[end] !== '=' || keys.length === 0 || keys.includes('')) {
    throw new ConfigurationError(
      'INVALID_OVERRIDE',
      `-o ${show(text)} is no key.path=value. Write e.g. -o trials=100 or -o scheduler.max_t=9.`,
      { path: [text] },
    )
  }
  const origin: Origin = { kind: 'option', text: `-o ${text}` }
  return chain(keys, readYamlValue(text.slice(end + 1).trim(), origin))
}

/**
 * What environment variables lay over a study file: `ATTUNE_TRIALS=5`, `ATTUNE_SCHEDULER__MAX_T=9`. Those
 * that name no key of a study file are somebody else's, and empty ones are not set.
 */
export function readEnvironment(env: Env): readonly MapNode[] {
  return Object.entries(env).flatMap(([name, text]) => {
    if (!name.startsWith(PREFIX) || text === undefined || text === '') return []
    const keys = name.slice(PREFIX.length).toLowerCase().split('__')
    const [first = ''] = keys
    const isKey = GROUPS.includes(bare(first)) || STUDY.own.includes(keyMeant(first, STUDY))
    if (!isKey || NOT_OURS.includes(name) || keys.includes('')) return []
    return [chain(keys, readYamlValue(text, { kind: 'environment', text: name }))]
  })
}

function chain(keys: readonly string[], value: Node): MapNode {
  const { origin } = value
  const node = keys.reduceRight<Node>((inner, key) => {
    const entry = { key, written: key, origin, node: inner }
    return { kind: 'map', entries: [entry], origin, isPatch: true }
  }, value)
  return node as MapNode
}
