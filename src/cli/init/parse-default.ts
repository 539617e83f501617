import type { KnobKind, KnobValue } from './knob.ts'

const DEFAULT =
  /\bdefaults?\b(?:\s+(?:is|to|value|of))*\s*[:=]?\s*("[^"]*"|'[^']*'|\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[^\s;,)\]]+)/i

/** What a description says the default to be, in any of the usual spellings, with its kind. */
export function parseDefault(
  help: string,
):
  | { readonly default: KnobValue; readonly kind?: KnobKind }
  | { readonly kind: KnobKind }
  | undefined {
  const text = DEFAULT.exec(help)?.[1]
  return text === undefined ? undefined : parseValue(text.replace(/\.$/, ''))
}

/** A value as Python, a shell or a person writes it. */
export function parseValue(
  text: string,
): { readonly default: KnobValue; readonly kind?: KnobKind } | { readonly kind: KnobKind } {
  if (/^[[({]/.test(text)) return { kind: 'other' }
  const quoted = /^(["'])(.*)\1$/.exec(text)
  if (quoted) return { default: quoted[2] ?? '', kind: 'text' }
  if (/^(?:none|null)$/i.test(text)) return { default: null }
  if (/^(?:true|false)$/i.test(text)) {
    return { default: text.toLowerCase() === 'true', kind: 'boolean' }
  }
  const digits = text.replaceAll('_', '')
  if (/^[-+]?\d+$/.test(digits)) return { default: Number(digits), kind: 'int' }
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(digits)) {
    return { default: Number(digits), kind: 'float' }
  }
  return { default: text, kind: 'text' }
}
