import { parseDefault } from './parse-default.ts'
import type { Knob, KnobKind } from './knob.ts'

const FLAG = /(?<![^\s,/|])--?\p{L}[\p{L}\p{N}._-]*/gu
/** Options about the script itself. */
const META = /^--(?:help|version|install-completion|show-completion|print_config)$/
/** What argparse, click and others call a value of a kind. */
const KINDS: readonly (readonly [RegExp, KnobKind])[] = [
  [/^(?:INT|INTEGER)\b(?! *\.\.\.)/i, 'int'],
  [/^(?:FLOAT|DOUBLE|NUMBER)\b(?! *\.\.\.)/i, 'float'],
  [/^(?:BOOL|BOOLEAN)\b/i, 'boolean'],
  [/(?:PATH|FILE|FILENAME|DIR|DIRECTORY|FOLDER)\b/, 'path'],
  [/\.\.\./, 'other'],
]

/**
 * One option of a help text, as one line: its names and metavar, two blanks, what it does.
 * Undefined for what is no option, and for `--help`.
 */
export function parseOption(entry: string): Knob | undefined {
  const { head, help } = split(withoutAngles(entry.replace(/^\*\s*/, '')))
  const choices = choicesOf(head)
  const withoutChoices = head.replaceAll(/\{[^{}]*\}|\[[^[\]]*\]/g, ' ')
  const flags: readonly string[] = withoutChoices.match(FLAG) ?? []
  const longs = flags.filter((flag) => flag.startsWith('--'))
  const flag = longs[0] ?? flags[0]
  if (flag === undefined || flags.some((name) => META.test(name))) return undefined
  const metavar = withoutChoices
    .replaceAll(FLAG, ' ')
    .replaceAll(/[,/|=]/g, ' ')
    .trim()
  const off = offOf(withoutChoices, longs)
  const isToggle = choices === undefined && metavar === ''
  const kind = kindOf(metavar) ?? typeIn(help)
  const value = parseDefault(help)
  const range = rangeOf(help)
  return {
    name: flag.replace(/^-+/, '').replaceAll(/[^\p{L}\p{N}]+/gu, '_'),
    flag,
    ...(isToggle ? { toggle: { on: flag, ...(off === undefined ? {} : { off }) } } : {}),
    ...(choices === undefined ? {} : { choices }),
    ...(isToggle ? {} : value),
    ...(kind === undefined ? {} : { kind }),
    ...range,
    ...(/[[;(]\s*required\b/i.test(help) ? { isRequired: true } : {}),
  }
}

/** Names and metavars, which may stand in columns of their own, and the description. */
function split(entry: string): { readonly head: string; readonly help: string } {
  const columns = entry.split(/ {2,}/)
  let count = 1
  while (count < columns.length && isHead(columns[count] ?? '')) count++
  return { head: columns.slice(0, count).join(' '), help: columns.slice(count).join(' ') }
}

/** A name, a metavar or choices. */
const HEAD =
  /^(?:--?\p{L}\S*|[A-Z]{3,}(?: RANGE)?(?: \[[^\]]*\])?|\{[^{}\s]*\}|\[[^\s[\]]*\|[^\s[\]]*\])$/u

function isHead(column: string): boolean {
  return HEAD.test(column)
}

/** Newer versions of typer write `<int>` for `INTEGER` and `<a|b>` for `[a|b]`. */
function withoutAngles(entry: string): string {
  return entry.replaceAll(/<([\w |.-]+)>/g, (_, inner: string) =>
    inner.includes('|') ? `{${inner.replaceAll('|', ',')}}` : inner.toUpperCase(),
  )
}

function choicesOf(head: string): readonly (string | number)[] | undefined {
  const listed =
    /\{([^{}]+)\}/.exec(head)?.[1]?.split(',') ??
    /\[([^[\]\s]*\|[^[\]\s]*)\]/.exec(head)?.[1]?.split('|')
  if (listed === undefined) return undefined
  const texts = [...new Set(listed.map((text) => text.trim()).filter((text) => text !== ''))]
  const numbers = texts.map(Number)
  return numbers.every((number, i) => Number.isFinite(number) && String(number) === texts[i])
    ? numbers
    : texts
}

/** The word that turns a switch off: `--no-x` beside `--x`, or what stands behind a slash. */
function offOf(head: string, longs: readonly string[]): string | undefined {
  const [on = '', other] = longs
  if (other === undefined) return undefined
  const isPair = other === `--no-${on.slice(2)}` || other === `--no_${on.slice(2)}`
  return isPair || new RegExp(`${on}\\s*/\\s*${other}`).test(head) ? other : undefined
}

function kindOf(metavar: string): KnobKind | undefined {
  if (/\s/.test(metavar.replace(/ RANGE$/, '')) && !/\.\.\./.test(metavar)) {
    const [first = '', ...rest] = metavar.split(/\s+/)
    // `-b N --batch-size N` names its metavar twice; other words are several values.
    if (!rest.every((word) => word === first)) return 'other'
  }
  return KINDS.find(([pattern]) => pattern.test(metavar))?.[1]
}

/** jsonargparse: `(type: float, default: 0.02)`. */
function typeIn(help: string): KnobKind | undefined {
  const type = /\btype:\s*([\w.]+)/.exec(help)?.[1]
  if (type === 'int' || type === 'float') return type
  if (type === 'bool') return 'boolean'
  return type === 'str' ? 'text' : undefined
}

/** click: `[0.0<=x<=1.0]`, `[x>=1]`. A bound that is not reached itself counts as one. */
function rangeOf(help: string): { readonly min?: number; readonly max?: number } {
  const number = String.raw`(-?[\d.]+(?:e[-+]?\d+)?)`
  const below = new RegExp(String.raw`${number}<=?x`).exec(help)?.[1]
  const least = new RegExp(`x>=?${number}`).exec(help)?.[1] ?? below
  const greatest = new RegExp(`x<=?${number}`).exec(help)?.[1]
  return {
    ...(least === undefined ? {} : { min: Number(least) }),
    ...(greatest === undefined ? {} : { max: Number(greatest) }),
  }
}
