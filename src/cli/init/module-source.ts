import { valueOf } from './merge-knobs.ts'
import { parseValue } from './parse-default.ts'
import type { Knob, KnobKind } from './knob.ts'

/** What stands in a JavaScript or TypeScript module, as far as its text tells without being run. */
export interface ModuleSource {
  /** Names of exported functions, `default` for the default export. */
  readonly functions: readonly string[]
  readonly knobs: readonly Knob[]
  /** Keys of objects that are reported, returned or yielded. */
  readonly metrics: readonly string[]
}

const COMMENT = /\/\*[^]*?\*\/|(?<!:)\/\/[^\n]*/g
const NAMED =
  /\bexport\s+(?:async\s+)?function\s*\*?\s*([\w$]+)|\bexport\s+const\s+([\w$]+)[^=\n]*=\s*(?:async\s*)?(?:function\b|\([^)]*\)[^=\n]*=>|\w+\s*=>)/g
const DEFAULT = /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/
const REPORTED = /(?:\breport\s*\(|\breturn|\byield|=>\s*\()\s*\{([^{}]*)\}/g

/** Reads the text of a module. */
export function readModuleSource(text: string): ModuleSource {
  const code = text.replaceAll(COMMENT, ' ')
  const named = [...code.matchAll(NAMED)].flatMap(([, a, b]) => a ?? b ?? [])
  const reported = [...code.matchAll(REPORTED)].flatMap(([, body = '']) => keysOf(body))
  return {
    functions: [...(DEFAULT.test(code) ? ['default'] : []), ...named],
    knobs: knobsOf(code),
    metrics: [...new Set(reported)],
  }
}

/** `loss, accuracy: a` are `loss` and `accuracy`. */
function keysOf(body: string): readonly string[] {
  return body
    .split(',')
    .flatMap((entry) => /^\s*["']?([\w$]+)["']?\s*(?::|$)/.exec(entry)?.[1] ?? [])
}

const TYPES: Readonly<Record<string, KnobKind>> = { string: 'text', boolean: 'boolean' }

/** Keys that are read from `config`, by their type where it is written beside it. */
function knobsOf(code: string): readonly Knob[] {
  const knobs = new Map<string, Knob>()
  const add = (knob: Knob): void => {
    knobs.set(knob.name, { ...knobs.get(knob.name), ...knob })
  }
  for (const [, body = ''] of code.matchAll(/\bconfig\s*:\s*\{([^{}]*)\}/g)) {
    for (const [, name = '', type = ''] of body.matchAll(/([\w$]+)\??\s*:\s*([^;,\n]+)/g)) {
      add({ name, ...typed(type.trim()) })
    }
  }
  for (const [, body = ''] of code.matchAll(/\{([^{}]*)\}\s*(?:=|:\s*\w+\s*=)\s*config\b/g)) {
    for (const entry of body.split(',')) {
      const [, name, value] =
        /^\s*([\w$]+)\s*(?::\s*[\w$]+\s*)?(?:=\s*(.+?)\s*)?$/.exec(entry) ?? []
      if (name !== undefined) add({ name, ...(value === undefined ? {} : parsed(value)) })
    }
  }
  for (const [, name = '', value] of code.matchAll(
    /\bconfig\??\.([\w$]+)(?:\s*\?\?\s*([\w.+-]+|'[^']*'|"[^"]*"))?/g,
  )) {
    add({ name, ...(value === undefined ? {} : parsed(value)) })
  }
  return [...knobs.values()]
}

function typed(type: string): Partial<Knob> {
  const literals = type.split('|').map((part) => part.trim())
  const values = literals.map((part) =>
    /^(['"]).*\1$|^[-\d.]+$/.test(part) ? parsed(part).default : undefined,
  )
  const choices = values.filter((value) => typeof value === 'string' || typeof value === 'number')
  if (choices.length === literals.length && choices.length > 1) return { choices }
  const kind = TYPES[type]
  return kind === undefined ? {} : { kind }
}

function parsed(text: string): { readonly default?: Exclude<Knob['default'], undefined> } {
  const value = parseValue(text)
  const plain = 'default' in value ? valueOf(value.default) : undefined
  return plain === undefined ? {} : { default: plain }
}
