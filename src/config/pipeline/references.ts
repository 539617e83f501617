import { nearestWord } from '../../math/nearest-word.ts'
import { fail } from '../problems.ts'
import { readYamlValue } from '../read-yaml.ts'
import { numberIn, switchIn } from '../scalars.ts'
import { nodeAt, withEntries, word } from '../tree.ts'
import { closingBrace, splitArguments } from './braces.ts'
import type { Env } from '../interpolate.ts'
import type { MapNode, Node, Path, ScalarNode } from '../tree.ts'

/** What references are looked up in. */
export interface ReferenceContext {
  readonly root: MapNode
  readonly env: Env
  /** What `${itwinai.cwd:}` stands for. */
  readonly folder: string
}

/** What is being resolved, and where. */
interface Place {
  /** Where the text stands that holds the reference: `.key` is beside it. */
  readonly path: Path
  readonly node: ScalarNode
  /** What led here, so that a circle ends. */
  readonly above: readonly string[]
}

const VARIABLE = /^([A-Za-z_]\w*)(?::-(.*))?$/s
const CALL = /^([A-Za-z_][\w.]*):(.*)$/s

/** OmegaConf's mark of a value that must be given by whoever runs it. */
const MISSING = '???'

/**
 * A part of a pipeline file as OmegaConf and PyYAML read it: `${key}`, `${a.b[0]}` and `${.beside}` are what
 * lies there, with its type where they are the whole value; `${itwinai.cwd:}`, `${itwinai.range:…}`,
 * `${itwinai.multiply:…}` and `${oc.env:…}` are called; `yes`, `no`, `on` and `off` are true and false. What
 * is no key of the file may be an environment variable. `$${` and `\${` stand for `${`.
 * @throws {ConfigurationError} `STUDY_FILE_INVALID` for a reference that leads nowhere or round in a circle.
 */
export function resolveReferences(node: Node, path: Path, context: ReferenceContext): Node {
  return resolved(node, path, context, [])
}

function resolved(
  node: Node,
  path: Path,
  context: ReferenceContext,
  above: readonly string[],
): Node {
  switch (node.kind) {
    case 'list':
      return {
        ...node,
        items: node.items.map((it, i) => resolved(it, [...path, i], context, above)),
      }
    case 'map': {
      const entries = node.entries.map((entry) => {
        return { ...entry, node: resolved(entry.node, [...path, entry.key], context, above) }
      })
      return withEntries(node, entries)
    }
    case 'scalar':
      return typeof node.value === 'string'
        ? fromText(node.value, { path, node, above }, context)
        : node
  }
}

function fromText(text: string, place: Place, context: ReferenceContext): Node {
  const { node, path } = place
  if (text === MISSING && !node.quoted) {
    const key = path.join('.')
    fail(node.origin, path, `${key} is ${MISSING}: it must be given. Say it with -o ${key}=value.`)
  }
  const isSwitch = !node.quoted && switchIn(text) !== undefined
  if (isSwitch) return { ...node, value: switchIn(text) ?? null }
  if (!text.includes('${')) return node
  const whole = wholeReference(text)
  if (whole !== undefined) return referred(whole, place, context)
  const filled = fillIn(text, place, context)
  return { ...node, value: filled, text: filled }
}

/** What lies between the braces of a text that is one reference. */
function wholeReference(text: string): string | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('${')) return undefined
  const end = closingBrace(trimmed, 2)
  return end === trimmed.length - 1 ? trimmed.slice(2, end) : undefined
}

/** The text with what its references stand for. */
function fillIn(text: string, place: Place, context: ReferenceContext): string {
  let result = ''
  let done = 0
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', done)) {
    const isEscaped = start > done && /[$\\]/.test(text[start - 1] ?? '')
    if (isEscaped) {
      result += `${text.slice(done, start - 1)}\${`
      done = start + 2
      continue
    }
    const end = closingBrace(text, start + 2)
    if (end === undefined) {
      fail(
        place.node.origin,
        place.path,
        `${text} has a \${ without a }. Write $\${ where no reference is meant.`,
      )
    }
    const node = referred(text.slice(start + 2, end), place, context)
    if (node.kind !== 'scalar') {
      fail(
        place.node.origin,
        place.path,
        `\${${text.slice(start + 2, end)}} is a ${node.kind}, which cannot be part of a text. Let the reference be the whole value.`,
      )
    }
    result += text.slice(done, start) + (node.value === null ? 'null' : node.text)
    done = end + 1
  }
  return result + text.slice(done)
}

/** What a reference stands for. */
function referred(inside: string, place: Place, context: ReferenceContext): Node {
  const inner = inside.includes('${') ? fillIn(inside, place, context) : inside
  const [, variable, otherwise] = VARIABLE.exec(inner.trim()) ?? []
  const call = otherwise === undefined ? CALL.exec(inner.trim()) : null
  if (call) return called(call[1] ?? '', splitArguments(call[2] ?? ''), place, context)
  if (otherwise === undefined) {
    const found = atReference(inner.trim(), place, context)
    if (found !== undefined) return found
  }
  const value = variable === undefined ? undefined : context.env[variable]
  // As in a shell, an empty variable is as good as none where there is something else.
  const text = value === '' ? (otherwise ?? value) : (value ?? otherwise)
  if (text === undefined) leadsNowhere(inner.trim(), place, context)
  const { node } = place
  const read = node.quoted ? undefined : readYamlValue(text, node.origin)
  return read?.kind === 'scalar' ? read : { ...word(text, node.origin), quoted: true }
}

/** What lies at `a.b[0]`, or at `.b` from where the reference stands. */
function atReference(text: string, place: Place, context: ReferenceContext): Node | undefined {
  const { path, above, node } = place
  const dots = /^\.*/.exec(text)?.[0].length ?? 0
  const base = dots === 0 ? [] : path.slice(0, -dots)
  const rest = text.slice(dots).replaceAll(/\[([^\]]*)\]/g, '.$1')
  const target = [...base, ...rest.split('.').filter((key) => key !== '')]
  const found = target.length === 0 ? undefined : nodeAt(context.root, target)
  if (found === undefined) return undefined
  const name = target.join('.')
  if (above.includes(name)) {
    fail(node.origin, path, `\${${text}} leads round in a circle: ${[...above, name].join(' → ')}.`)
  }
  return resolved(found, target, context, [...above, name])
}

function leadsNowhere(text: string, { node, path }: Place, { root }: ReferenceContext): never {
  const keys = root.entries.map(({ key }) => key)
  const nearest = nearestWord(text, keys)
  const hint = nearest === undefined ? '' : ` Did you mean \${${nearest}}?`
  fail(
    node.origin,
    path,
    `\${${text}} is neither a key of this file nor an environment variable.${hint} Write the key into the file, or ` +
      `$\${${text}} where no reference is meant.`,
  )
}

/** What a call of a resolver gives. */
function called(
  name: string,
  given: readonly string[],
  place: Place,
  context: ReferenceContext,
): Node {
  const { node, path } = place
  const refuse: (wanted: string) => never = (wanted) =>
    fail(node.origin, path, `\${${name}:${given.join(',')}} cannot be had. ${wanted}`)
  const number = (text: string): number => {
    return numberIn(text) ?? refuse(`It wants numbers, and ${JSON.stringify(text)} is none.`)
  }
  switch (name) {
    case 'itwinai.cwd':
      return { ...word(context.folder, node.origin), quoted: true }
    case 'itwinai.multiply': {
      if (given.length !== 2) refuse('Give two numbers: ${itwinai.multiply:2,3}.')
      return numeric(
        given.map(number).reduce((product, factor) => product * factor, 1),
        place,
      )
    }
    case 'itwinai.range': {
      if (given.length < 1 || given.length > 3)
        refuse('Give start, end and step: ${itwinai.range:0,10,2}.')
      const [first = 0, second, step = 1] = given.map((text) => Math.trunc(number(text)))
      if (step === 0) refuse('Its step is 0.')
      const [start, end] = second === undefined ? [0, first] : [first, second]
      const length = Math.max(0, Math.ceil((end - start) / step))
      const items = Array.from({ length }, (_, i) => numeric(start + i * step, place))
      return { kind: 'list', items, origin: node.origin }
    }
    case 'oc.env': {
      const [variable = '', otherwise] = given
      const value = context.env[variable]
      if (value === undefined && otherwise === 'null') return { ...node, value: null }
      const text = value ?? otherwise
      if (text === undefined) refuse(`The environment variable ${variable} is not set.`)
      return { ...word(text ?? '', node.origin), quoted: true }
    }
    default:
      return refuse('There are: itwinai.cwd, itwinai.multiply, itwinai.range, oc.env.')
  }
}

function numeric(value: number, { node }: Place): ScalarNode {
  return { kind: 'scalar', value, text: String(value), quoted: false, origin: node.origin }
}
