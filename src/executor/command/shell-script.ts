import type { TemplatePart } from '../template/template.ts'

/** A script for `sh -c`, and the variables in which it finds the values. */
export interface ShellScript {
  readonly script: string
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Puts values into a shell script so that no value is ever read as shell: each goes into a variable,
 * which the script quotes in the way that its place asks for.
 */
export function fillScript(
  parts: readonly TemplatePart[],
  valueOf: (name: string) => string,
): ShellScript {
  const variables: Record<string, string> = {}
  const places = new Map<string, string>()
  let script = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      script += part
      continue
    }
    const variable = places.get(part.name) ?? `ATTUNE_ARG_${places.size + 1}`
    places.set(part.name, variable)
    variables[variable] = valueOf(part.name)
    script += reference(variable, quoteAtEndOf(script))
  }
  return { script, variables }
}

/** A reference that is one word, or part of the word that is being quoted. */
function reference(variable: string, quote: string | undefined): string {
  const value = `\${${variable}}`
  if (quote === '"') return value
  return quote === "'" ? `'"${value}"'` : `"${value}"`
}

/** The quote that is open at the end of a script. */
function quoteAtEndOf(script: string): string | undefined {
  let quote: string | undefined
  for (let index = 0; index < script.length; index++) {
    const character = script.charAt(index)
    if (character === '\\' && quote !== "'") index += 1
    else if (quote === undefined && isComment(script, index)) index = endOfLine(script, index)
    else if (character === quote) quote = undefined
    else if (quote === undefined && (character === '"' || character === "'")) quote = character
  }
  return quote
}

function isComment(script: string, index: number): boolean {
  return script[index] === '#' && (index === 0 || /[\s;&|()]/.test(script.charAt(index - 1)))
}

function endOfLine(script: string, index: number): number {
  const end = script.indexOf('\n', index)
  return end < 0 ? script.length : end
}
